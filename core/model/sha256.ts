import { hash } from 'node:crypto';

/** Lower-case hex sha256 of a text in UTF-8. Node's own: of all that is computed for each record, hashes are the most. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}
