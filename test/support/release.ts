import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after } from 'node:test';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
let built: Promise<string> | undefined;

after(async () => {
  if (built !== undefined) await rm(await built, { recursive: true, force: true });
});

/** The program as it is released, bundled away from the checkout, once for a file of tests: its launcher's path. */
export async function releasedProgram(): Promise<string> {
  built ??= build();
  return join(await built, 'dist', 'membridge.mjs');
}

async function build(): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'membridge-release-'));
  await promisify(execFile)(process.execPath, [join(root, 'build/bundle.ts'), join(place, 'dist')], { cwd: root });
  // As npm would install it beside the bundle: only what the bundle's own manifest asks for.
  await symlink(join(root, 'node_modules'), join(place, 'node_modules'));
  return place;
}
