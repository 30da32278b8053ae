import { fail } from '../../model/errors.ts';
import type { RepoId } from '../../model/ids.ts';
import { boundKey, encodeHeader } from '../../model/sealed-object.ts';
import type { Seal } from '../../ports/seal.ts';
import { splitFirstLine } from './first-line.ts';
import { sameHash, sha256Of } from './mac.ts';
import { checkHashInName, isAgeFile } from './stored-bytes.ts';

/**
 * For projects that chose `--no-encryption`: objects in clear, with a header line by which a flipped bit, a moved
 * object and one of another project are noticed. It stops no forger. Nothing is padded: readable bytes hide nothing.
 */
export function plainSeal(repoId: RepoId): Seal {
  return {
    encryption: 'none',
    async seal(key, plain) {
      const header = encodeHeader({ kind: 'plain', key: boundKey(key), repoId, sha256: sha256Of(plain) });
      return Buffer.concat([Buffer.from(`${header}\n`), plain]);
    },
    async unseal(key, stored) {
      if (isAgeFile(stored)) throw fail('encryption-switched', { pinned: 'none', found: 'age' });
      checkHashInName(key, stored);
      const { header, rest } = splitFirstLine(key, stored);
      const damaged = (finding: string) => fail('object-damaged', { key, finding });
      if (header.kind !== 'plain') throw damaged('its first line is that of a sealed object');
      if (header.key !== boundKey(key)) throw damaged(`it was written as ${header.key}`);
      if (header.repoId !== repoId) throw damaged('it was written for another project');
      if (!sameHash(header.sha256, sha256Of(rest))) throw damaged('its content does not match its checksum');
      return rest;
    },
  };
}
