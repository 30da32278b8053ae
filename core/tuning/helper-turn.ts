import type { Duplex } from 'node:stream';
import { fail, isFault } from '../model/errors.ts';
import type { BoardFacts } from '../model/tune/facts.ts';
import {
  answerBytesMax,
  doneLine,
  faultLine,
  type HelperRequest,
  parseRequest,
  requestBytesMax,
} from '../model/tune/helper-wire.ts';
import type { PlanWish, TunePlan } from '../model/tune/plan.ts';
import type { HelperDone } from '../ports/board-helper.ts';
import type { Clock } from '../ports/clock.ts';

/** What the helper can do: five verbs, on the machine as it looks at it itself. */
export interface HelperActs {
  facts(): BoardFacts;
  plan(wish: PlanWish): TunePlan;
  apply(wish: PlanWish, hash: string): Promise<HelperDone>;
  confirm(): Promise<HelperDone>;
  revert(onlyLast: boolean): Promise<HelperDone>;
}

export interface TurnTools {
  readonly acts: HelperActs;
  /** Whether the peer may ask at all. */
  readonly isAllowed: () => Promise<boolean>;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** What was asked and how it ended, for the log. */
export interface Turn {
  readonly verb: HelperRequest['verb'] | null;
  /** Null: done. */
  readonly code: string | null;
}

/** Of ours the line is there with the connection. Who dawdles keeps one of few places from others. */
const requestMsMax = 5_000;

/** One connection: one request, one answer, then closed. Never throws for what the other side does. */
export async function serveTurn(connection: Duplex, tools: TurnTools): Promise<Turn> {
  // A peer that goes away does not stop what was begun: half an act is worse than one that nobody sees end.
  connection.on('error', () => {});
  let verb: Turn['verb'] = null;
  try {
    // Read in any case, though nothing is made of it: a connection that is closed over unread bytes loses the answer.
    const [isAllowed, text] = await Promise.all([tools.isAllowed(), requestText(connection, tools.clock)]);
    if (!isAllowed) throw fail('tune-helper-refused', { reason: 'peer' });
    const request = text === null ? null : parseRequest(text);
    if (request === null) throw fail('tune-helper-refused', { reason: 'request' });
    verb = request.verb;
    await answer(connection, doneLine(await fieldsFor(request, tools.acts)));
    return { verb, code: null };
  } catch (error) {
    await answer(connection, faultLine(error));
    return { verb, code: isFault(error) ? error.code : 'unexpected' };
  }
}

async function fieldsFor(request: HelperRequest, acts: HelperActs): Promise<Readonly<Record<string, unknown>>> {
  switch (request.verb) {
    case 'facts':
      return { facts: acts.facts() };
    case 'plan': {
      const plan = acts.plan(request);
      return { hash: plan.hash, plan };
    }
    case 'apply': {
      const { profile, overlays, hash } = request;
      return { changes: (await acts.apply({ profile, overlays }, hash)).changes };
    }
    case 'confirm':
      return { changes: (await acts.confirm()).changes };
    case 'revert':
      return { changes: (await acts.revert(request.onlyLast)).changes };
  }
}

/** All that came until the other side said that it has ended; null for too much, too late, and what is no text. */
async function requestText(connection: Duplex, clock: TurnTools['clock']): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const waiting = new AbortController();
  const timedOut = clock.sleep(requestMsMax, waiting.signal).then(
    () => false,
    () => false,
  );
  const isWhole = await Promise.race([
    timedOut,
    new Promise<boolean>((resolve) => {
      connection.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > requestBytesMax) resolve(false);
      });
      connection.on('end', () => resolve(true));
      connection.on('close', () => resolve(false));
    }),
  ]);
  waiting.abort();
  connection.removeAllListeners('data');
  connection.pause();
  return isWhole && bytes <= requestBytesMax ? textOf(Buffer.concat(chunks)) : null;
}

function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function answer(connection: Duplex, line: string): Promise<void> {
  if (Buffer.byteLength(line) > answerBytesMax)
    return answer(connection, faultLine(new Error('the answer is too long')));
  return new Promise((resolve) => {
    connection.on('close', resolve);
    connection.end(line, () => {
      connection.destroy();
      resolve();
    });
  });
}
