import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Electron beside this program: ready to run, there without its program, or not there at all. */
export type ElectronProgram =
  | { readonly kind: 'ready'; readonly path: string }
  | { readonly kind: 'not-fetched' }
  | { readonly kind: 'absent' };

/**
 * Looks for it in `node_modules` of `root`, as its own package does, and by ELECTRON_OVERRIDE_DIST_PATH. The package itself
 * is never asked: it would download what is missing without a word.
 */
export async function findElectron(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ElectronProgram> {
  const folder = join(root, 'node_modules/electron');
  if (!(await isThere(join(folder, 'package.json')))) return { kind: 'absent' };
  const named = (await readFile(join(folder, 'path.txt'), 'utf8').catch(() => '')).trim();
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!override && named === '') return { kind: 'not-fetched' };
  const path = override ? join(override, named || 'electron') : join(folder, 'dist', named);
  return (await isThere(path)) ? { kind: 'ready', path } : { kind: 'not-fetched' };
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
