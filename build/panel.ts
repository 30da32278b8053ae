// `npm run build:panel [-- --if-needed]`: the panel as plain files in dist/panel, which the host serves.
import { glob, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buildPanel } from './panel-build.ts';

const root = resolve(import.meta.dirname, '..');
const out = join(root, 'dist/panel');

if (!process.argv.includes('--if-needed') || (await isOld())) await buildPanel(out);

/** Something the page is made of is newer than the page. */
async function isOld(): Promise<boolean> {
  const made = await stat(join(out, 'index.html')).catch(() => null);
  if (made === null) return true;
  const parts = ['renderer/**/*', 'resources/{panel,translations}/**/*', 'core/host/api/*', 'package-lock.json'];
  for await (const path of glob(parts, { cwd: root })) {
    if ((await stat(join(root, path))).mtimeMs > made.mtimeMs) return true;
  }
  return false;
}
