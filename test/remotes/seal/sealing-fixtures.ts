import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repoIdSchema } from '../../../core/model/ids.ts';
import type { SealKey } from '../../../core/remotes/seal/age-seal.ts';

const folder = join(import.meta.dirname, '../../fixtures/formats/sealing');

/** The identity that sealed the golden files; it protects nothing. */
export const goldenKey: SealKey = {
  identity: 'AGE-SECRET-KEY-1TK6A9YFLG9U2C9ELQ7J3A3F5NV9C44FMSX0VSR7ULXGMHNKFZRAQ9GARRC',
  repoId: repoIdSchema.parse('00112233445566778899aabbccddeeff'),
  keyId: 1,
};
export const goldenPassphrase = 'correct horse battery staple';

export const otherIdentity = 'AGE-SECRET-KEY-1NWE58NW2UZC24CTF3AWPKM00F6EUSA67HRPUCHXYZPFWJZQ4D6HS8RP48G';
export const otherRepoId = repoIdSchema.parse('ffeeddccbbaa99887766554433221100');

export const device = '0123456789abcdef0123456789abcdef';
export const manifest = `snapshots/${device}/0000000001-0011223344556677/manifest.json`;
export const part = `snapshots/${device}/0000000001-0011223344556677/part-0000`;
/** A segment's logical key; its stored name goes on with the hash of its bytes. */
export const segment = `log/${device}/core/0000000007`;

export async function golden(name: string): Promise<Buffer> {
  return await readFile(join(folder, name));
}
