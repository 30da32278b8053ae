import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundledPackages, notices } from '../notices.ts';
import { buildPanel } from '../panel-build.ts';
import { buildProgram, nativePackage } from '../program-build.ts';
import { homepage, maintainer, packageName, productName } from './identity.ts';

const root = resolve(import.meta.dirname, '../..');

/** Electron's words for systems and processors, which are Node's too. */
export type PackPlatform = 'linux' | 'darwin' | 'win32';
export type PackArch = 'x64' | 'arm64';

/** Made of these: the shell, what it starts as the host's process, and the host's threads. */
const program = {
  main: 'electron/main.ts',
  'main-host': 'electron/main-host.ts',
  'engine-thread': 'core/cli/engine-thread.ts',
  'query-thread': 'core/cli/query-thread.ts',
};

/** What better-sqlite3 runs on; the rest of it is sources, and programs for other systems. */
const nativeParts = ['package.json', 'LICENSE', 'lib/methods', 'lib/binding.js', 'lib/database.js', 'lib/index.js'];
const nativePartsToo = ['lib/sqlite-error.js', 'lib/util.js'];

/**
 * Puts into `folder` all that goes into the app but the binary for a system: plain JavaScript, the panel beside it (where
 * core/host/compose/panel-folder.ts looks), pictures, licences and a manifest of its own.
 */
export async function stageApp(folder: string): Promise<void> {
  const code = join(folder, 'program');
  const sources = Object.fromEntries(Object.entries(program).map(([name, path]) => [name, join(root, path)]));
  const ids = await buildProgram(code, sources, ['electron', nativePackage]);
  ids.push(...(await buildPanel(join(code, 'panel'))));
  const icons = join(folder, 'resources/icons');
  await cp(join(root, 'resources/icons/tray'), join(icons, 'tray'), { recursive: true });
  await cp(join(root, 'resources/icons/app/256x256.png'), join(icons, 'app/256x256.png'));
  for (const part of [...nativeParts, ...nativePartsToo])
    await cp(join(root, 'node_modules', nativePackage, part), join(nativeFolder(folder), part), { recursive: true });
  const packages = [...new Set([...bundledPackages(ids), join(root, 'node_modules', nativePackage)])];
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  await writeFile(join(folder, 'THIRD-PARTY-NOTICES'), await notices(packages));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(await manifest(), null, 2)}\n`);
}

/** The one binary for a system takes the place of the one before. Electron for Linux is made for glibc alone. */
export async function stageNative(folder: string, platform: PackPlatform, arch: PackArch): Promise<void> {
  const to = join(nativeFolder(folder), 'prebuilds');
  await rm(to, { recursive: true, force: true });
  await mkdir(to);
  const name = `${platform}-${arch}.node`;
  await cp(join(root, 'node_modules', nativePackage, 'prebuilds', name), join(to, name));
}

function nativeFolder(folder: string): string {
  return join(folder, 'node_modules', nativePackage);
}

async function manifest(): Promise<Record<string, unknown>> {
  const { version, description, license, type } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return {
    name: packageName,
    productName,
    version,
    description,
    license,
    type,
    author: maintainer,
    homepage,
    // Electron tells Wayland and X11 this name of its windows.
    desktopName: `${packageName}.desktop`,
    main: 'program/main.mjs',
  };
}
