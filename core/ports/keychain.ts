/**
 * What seals secrets so that only this person on this machine opens them: the system's keychain. It keeps nothing of ours but
 * a key of its own. Faults of both: `keychain-closed`, `keychain-unavailable`.
 */
export interface Keychain {
  /** What to keep in place of the text; base64. */
  seal(text: string): Promise<string>;
  /** The text again; null where this keychain did not seal it. */
  open(sealed: string): Promise<string | null>;
}
