// Takes fpm's place where it cannot be had: makes a Debian package of the words that electron-builder calls it with.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { controlOf, debWish } from './deb-words.ts';

/** What fpm calls otherwise than dpkg-deb. */
const compressions: Readonly<Record<string, string>> = { gz: 'gzip' };

// What everybody may read stays so, whoever packs.
process.umask(0o022);
const wish = debWish(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'deb-'));
try {
  chmodSync(folder, 0o755);
  for (const { from, to } of wish.files) {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    cpSync(from, join(folder, to), { recursive: true, verbatimSymlinks: true });
  }
  const control = join(folder, 'DEBIAN');
  const bytes = bytesIn(folder);
  mkdirSync(control);
  writeFileSync(join(control, 'control'), controlOf(wish, Math.ceil(bytes / 1_024)));
  for (const [name, path] of Object.entries(wish.scripts)) {
    cpSync(path, join(control, name));
    chmodSync(join(control, name), 0o755);
  }
  execFileSync(
    'dpkg-deb',
    ['--root-owner-group', `-Z${compressions[wish.compression] ?? wish.compression}`, '--build', folder, wish.out],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function bytesIn(path: string): number {
  const facts = lstatSync(path);
  if (!facts.isDirectory()) return facts.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0);
}
