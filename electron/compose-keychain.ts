import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { isFault } from '../core/model/errors.ts';
import { writeAtomically } from '../core/platform/atomic-file.ts';
import {
  doorBytesMax,
  doorQuestionSchema,
  keychainDoorFileName,
  type DoorAnswer,
  type KeychainDoor,
} from '../core/platform/keychain-door.ts';
import { letterKeyBytes, openLetter, sealLetter } from '../core/platform/keychain-letter.ts';
import type { Keychain } from '../core/ports/keychain.ts';

/**
 * Lets the other programs of this home (its host, commands in a terminal) reach the keychain, which only a program of
 * Electron can: on loopback, with a key that is new at each start and lies where only this person reads it, as the keychain
 * itself would be open to any program of theirs. It holds no secret and no state.
 */
export async function openKeychainDoor(
  homeFolder: string,
  keychain: Keychain,
): Promise<{ readonly close: () => void }> {
  const key = randomBytes(letterKeyBytes);
  const server = createServer((request, response) => {
    void answerTo(request, key, keychain).then(
      (answer) => response.writeHead(answer === null ? 403 : 200).end(answer ?? ''),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const path = join(homeFolder, keychainDoorFileName);
  const door: KeychainDoor = { format: 1, pid: process.pid, port, key: key.toString('base64') };
  writeAtomically(path, `${JSON.stringify(door)}\n`, 0o600);
  return {
    close() {
      rmSync(path, { force: true });
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Null for whoever does not know the key. */
async function answerTo(request: IncomingMessage, key: Uint8Array, keychain: Keychain): Promise<string | null> {
  const text = await bodyOf(request);
  const letter = text === null ? null : openLetter(key, '', text);
  const question = doorQuestionSchema.safeParse(letter?.words);
  if (letter === null || !question.success) return null;
  return sealLetter(key, letter.nonce, await answered(question.data, keychain)).text;
}

async function answered(
  { act, text }: { act: 'seal' | 'open'; text: string },
  keychain: Keychain,
): Promise<DoorAnswer> {
  try {
    const done = act === 'seal' ? await keychain.seal(text) : await keychain.open(text);
    return done === null ? { kind: 'foreign' } : { kind: 'done', text: done };
  } catch (error) {
    const backend = isFault(error, 'keychain-unavailable') ? error.data.backend : 'it failed';
    return { kind: 'unavailable', backend };
  }
}

/** Null for a longer one. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  let text = '';
  for await (const chunk of request.setEncoding('latin1')) {
    text += String(chunk);
    if (text.length > doorBytesMax) return null;
  }
  return text;
}
