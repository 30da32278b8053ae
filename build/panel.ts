// `npm run build:panel [-- --if-needed]`: the panel as plain files in dist/panel, which the host serves.
import { glob, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..');
const out = join(root, 'dist/panel');

if (!process.argv.includes('--if-needed')) await bundle();
else if (await isOld()) await bundle().catch(doWithout);

/** Before `npm start`: the memory is kept without the panel too. */
function doWithout(error: unknown): void {
  console.error('The panel could not be built; Membridge starts without it:', error);
}

async function bundle(): Promise<void> {
  await build({
    root: join(root, 'renderer'),
    publicDir: join(root, 'resources/panel'),
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir: out,
      emptyOutDir: true,
      target: 'es2022',
      // Inlined pictures and fonts would be data: addresses, which the page's policy lets in for pictures only.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
}

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
