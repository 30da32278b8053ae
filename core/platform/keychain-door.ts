import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fail } from '../model/errors.ts';
import type { Keychain } from '../ports/keychain.ts';
import { letterKeyBytes, openLetter, sealLetter } from './keychain-letter.ts';

/** In the home, 0600, while the desktop app runs: where it seals and opens for the other programs of this home. */
export const keychainDoorFileName = 'keychain-door.json';

const keychainDoorSchema = z.object({
  format: z.literal(1),
  pid: z.int().min(1),
  port: z.int().min(1).max(65_535),
  key: z.base64().refine((text) => Buffer.from(text, 'base64').length === letterKeyBytes),
});
export type KeychainDoor = z.infer<typeof keychainDoorSchema>;

export const doorQuestionSchema = z.strictObject({ act: z.enum(['seal', 'open']), text: z.string() });
export type DoorQuestion = z.infer<typeof doorQuestionSchema>;
export const doorAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), text: z.string() }),
  /** Not sealed by this keychain. */
  z.strictObject({ kind: z.literal('foreign') }),
  z.strictObject({ kind: z.literal('unavailable'), backend: z.string() }),
]);
export type DoorAnswer = z.infer<typeof doorAnswerSchema>;

/** A secret is a line; sealed and in base64 it is still far below this. */
export const doorBytesMax = 128 * 1024;
/** A system may ask its person first, who has to find the window. */
const answerMsMax = 60_000;

/**
 * The keychain as other programs of a home reach it: only the desktop app can, so they ask it, over a door on this machine.
 * Throws `keychain-closed` where it does not run.
 */
export function keychainThroughDoor(homeFolder: string): Keychain {
  const closed = (cause?: unknown) => fail('keychain-closed', { home: homeFolder }, cause);
  async function ask(question: DoorQuestion): Promise<DoorAnswer> {
    const door = readDoor(homeFolder);
    if (door === null) throw closed();
    const key = Buffer.from(door.key, 'base64');
    const { text, nonce } = sealLetter(key, '', question);
    const said = await post(door.port, text).catch((error: unknown) => {
      throw closed(error);
    });
    const answer = doorAnswerSchema.safeParse(openLetter(key, nonce, said)?.words);
    // Somebody else at the port of an app that crashed.
    if (!answer.success) throw closed();
    if (answer.data.kind === 'unavailable') throw fail('keychain-unavailable', { backend: answer.data.backend });
    return answer.data;
  }
  return {
    async seal(text) {
      const answer = await ask({ act: 'seal', text });
      if (answer.kind !== 'done') throw fail('keychain-unavailable', { backend: 'it does not seal' });
      return answer.text;
    },
    async open(sealed) {
      const answer = await ask({ act: 'open', text: sealed });
      return answer.kind === 'done' ? answer.text : null;
    },
  };
}

async function post(port: number, body: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(answerMsMax),
  });
  const text = await answer.text();
  return answer.ok && text.length <= doorBytesMax ? text : '';
}

/** Null where no app runs, or ran and crashed. */
function readDoor(homeFolder: string): KeychainDoor | null {
  const path = join(homeFolder, keychainDoorFileName);
  try {
    if (statSync(path).size > doorBytesMax) return null;
    const parsed = keychainDoorSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
