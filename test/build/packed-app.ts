/** One run of `npm run dist` over the stub, for all tests of a file. */
import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { programIn } from '../../build/pack/stub-tools.ts';

export const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Null where a program of the machine is there. Else what is missing, and how to get it. */
export function missing(...programs: readonly string[]): string | null {
  const packages: Readonly<Record<string, string>> = {
    'dpkg-deb': 'Debian or Ubuntu',
    mksquashfs: 'mksquashfs: apt-get install squashfs-tools',
    'desktop-file-validate': 'desktop-file-validate: apt-get install desktop-file-utils',
    unsquashfs: 'unsquashfs: apt-get install squashfs-tools',
  };
  const gone = programs.find((name) => programIn(process.env['PATH'] ?? '', name) === null);
  return gone === undefined ? null : `needs ${packages[gone] ?? gone}`;
}

export interface PackedApp {
  readonly out: string;
  readonly stdout: string;
  remove(): Promise<void>;
}

/** Packs with `words`; a failure carries what was printed. */
export async function packedApp(...words: readonly string[]): Promise<PackedApp> {
  const place = await realpath(await mkdtemp(join(tmpdir(), 'packed-')));
  const out = join(place, 'out');
  const { stdout } = await run(process.execPath, [join(root, 'build/dist.ts'), ...words, '--out', out], { cwd: root });
  return { out, stdout, remove: () => rm(place, { recursive: true, force: true }) };
}

/**
 * A list as it is the same after any change of the sources: a hash in a name is a word, and of the program's own parts, which
 * come and go with its sources, one line stands for all.
 */
export function generalised(paths: readonly string[]): string {
  const lines = paths
    .map((path) => path.replace(/(program\/)[\w.-]+-[\w-]{8}(\.mjs)$/, '$1PART-HASH$2'))
    .map((path) => path.replace(/(panel\/assets\/[\w-]+)-[\w-]{8}(\.\w+)$/, '$1-HASH$2'));
  return `${[...new Set(lines)].toSorted().join('\n')}\n`;
}
