import { keyFileKey, keysPrefix } from '../model/bucket-keys.ts';
import { smallObjectBytesMax } from '../model/limits.ts';
import { damageOf, type Finding } from './damage.ts';
import type { Machine } from './machine.ts';

/** How a passphrase-wrapped age file begins. More than this only the passphrase can tell. */
const wrappedIntro = 'age-encryption.org/v1\n-> scrypt ';

/** A project that nobody can join any more still works for those who have: they should hear of it while they have it. */
export async function keyFindings({ remote, seal }: Pick<Machine, 'remote' | 'seal'>): Promise<Finding[]> {
  if (seal.encryption === 'none') return [];
  const findings: Finding[] = [];
  let wholeCount = 0;
  for await (const { key } of remote.list(keysPrefix)) {
    try {
      const stored = await remote.get(key, smallObjectBytesMax);
      const text = new TextDecoder('latin1').decode(stored?.body.subarray(0, wrappedIntro.length));
      if (text === wrappedIntro) wholeCount += 1;
      else if (stored !== null) findings.push({ key, finding: 'it is not an age file with a passphrase' });
    } catch (error) {
      const finding = damageOf(error, key);
      if (finding === null) throw error;
      findings.push(finding);
    }
  }
  if (wholeCount > 0 || findings.length > 0) return findings;
  return [
    { key: keyFileKey(1), finding: 'it is missing: no other machine can join, and the passphrase opens nothing' },
  ];
}
