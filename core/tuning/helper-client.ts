import { accessSync, constants } from 'node:fs';
import { connect } from 'node:net';
import { fail } from '../model/errors.ts';
import { answerBytesMax, type HelperRequest, parseAnswer, requestLine, wishWords } from '../model/tune/helper-wire.ts';
import type { HelperWish, PlanningHelper } from '../ports/board-helper.ts';

/** The helper itself ends before that (RuntimeMaxSec= of its unit), and systemd closes the connection then. */
const answerMsMax = 660_000;

/** The root helper behind a socket, in production `helperSocket`. Nothing is connected before `act`. */
export function socketHelper(socket: string): PlanningHelper {
  const ask = async (request: HelperRequest) => {
    const line = await lineFrom(socket, requestLine(request));
    const answer = parseAnswer(line);
    if (answer === null) throw silent(socket, line === '' ? 'closed' : 'malformed');
    return answer;
  };
  return {
    sight: () => Promise.resolve(sightOf(socket)),
    async planHash(wish) {
      return (await ask({ format: 1, verb: 'plan', ...wishWords(wish) })).hash;
    },
    act: (wish) => ask(requestFor(wish)),
  };
}

function requestFor(wish: HelperWish): HelperRequest {
  switch (wish.verb) {
    case 'apply': {
      const { profile, overlays } = wishWords(wish.wish);
      return { format: 1, verb: 'apply', profile, overlays, hash: wish.hash };
    }
    case 'confirm':
      return { format: 1, verb: 'confirm' };
    case 'revert':
      return { format: 1, verb: 'revert', onlyLast: wish.onlyLast };
  }
}

/** By the rights of the socket's file alone: a look must not start a process of root. */
function sightOf(socket: string): 'absent' | 'forbidden' | 'ready' {
  try {
    accessSync(socket, constants.R_OK | constants.W_OK);
    return 'ready';
  } catch (error) {
    return codeIn(error) === 'EACCES' || codeIn(error) === 'EPERM' ? 'forbidden' : 'absent';
  }
}

/** The first line that comes back, without its end; empty when none came. */
function lineFrom(socket: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let isEnded = false;
    const connection = connect(socket);
    const end = (settle: () => void) => {
      if (isEnded) return;
      isEnded = true;
      connection.destroy();
      settle();
    };
    connection.setTimeout(answerMsMax, () => end(() => reject(silent(socket, 'timeout'))));
    connection.on('connect', () => connection.end(request));
    connection.on('data', (chunk) => {
      chunks.push(chunk);
      bytes += chunk.length;
      const at = chunk.indexOf(lineFeed);
      // One that says too much is none of ours.
      if (bytes > answerBytesMax) end(() => reject(silent(socket, 'malformed')));
      else if (at >= 0)
        end(() =>
          resolve(
            Buffer.concat(chunks)
              .subarray(0, bytes - chunk.length + at)
              .toString('utf8'),
          ),
        );
    });
    connection.on('end', () => end(() => resolve('')));
    connection.on('error', (error) => end(() => reject(refusal(socket, error))));
    connection.on('close', () => end(() => resolve('')));
  });
}

const lineFeed = 0x0a;

function refusal(socket: string, error: Error): Error {
  const code = codeIn(error);
  if (code === 'EACCES' || code === 'EPERM') return fail('tune-helper-refused', { reason: 'peer' }, error);
  return silent(socket, code, error);
}

function silent(socket: string, reason: string, cause?: unknown): Error {
  return fail('tune-helper-silent', { socket, reason }, cause);
}

function codeIn(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
