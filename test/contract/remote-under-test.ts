import type { TestContext } from 'node:test';
import type { Entry, Remote } from '../../core/ports/remote.ts';

export interface RemoteUnderTest {
  /** A way to an empty store; what it made goes with the test. */
  readonly remote: Remote;
  /** Another device's way to the same objects. */
  another(): Remote;
}

export type MakeRemote = (t: TestContext) => Promise<RemoteUnderTest>;

/** Above all that the suite writes. */
export const bodyBytesMax = 64 * 1024 * 1024;

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The object's body as text; null when it is not there. */
export async function textOf(remote: Remote, key: string): Promise<string | null> {
  const found = await remote.get(key, bodyBytesMax);
  return found && new TextDecoder().decode(found.body);
}

export async function listed(remote: Remote, prefix = '', startAfter?: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of remote.list(prefix, startAfter)) entries.push(entry);
  return entries;
}
