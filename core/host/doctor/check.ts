import { isFault, type MembridgeError } from '../../model/errors.ts';
import type { CheckName } from '../../text/doctor-words.ts';
import type { Text } from '../../text/text.ts';

/** What one look found, with the next action where something is not as it should be. */
export interface Check {
  readonly name: CheckName;
  readonly verdict: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly next: string | null;
  /** Why it failed; decides the exit code. */
  readonly fault: MembridgeError | null;
}

export function ok(name: CheckName, message: string): Check {
  return { name, verdict: 'ok', message, next: null, fault: null };
}

export function warn(name: CheckName, message: string, next: string | null): Check {
  return { name, verdict: 'warn', message, next, fault: null };
}

/** Runs a look; an operating fault is its finding, a bug is not caught. */
export async function looking(name: CheckName, text: Text, look: () => Promise<Check>): Promise<Check> {
  try {
    return await look();
  } catch (error) {
    if (!isFault(error)) throw error;
    const { message, hint } = text.sentence(error);
    return { name, verdict: 'fail', message, next: hint, fault: error };
  }
}
