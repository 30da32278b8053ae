// `npm run build [-- FOLDER]`: the command line as plain JavaScript in dist/, which any accepted Node runs without a
// checkout, and the panel beside it. Only better-sqlite3 stays a package of its own: it carries a binary for each system.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundledPackages, notices } from './notices.ts';
import { buildPanel } from './panel-build.ts';
import { buildProgram, nativePackage } from './program-build.ts';

const root = resolve(import.meta.dirname, '..');
const external = [nativePackage];
const launcher = 'membridge.mjs';
/** What the launcher imports in a checkout, and beside it in the bundle. */
const imports = [
  ['./main.ts', './main.mjs'],
  ['../hooks/entry.mjs', './hook.mjs'],
] as const;

await bundle(resolve(process.argv[2] ?? join(root, 'dist')));

async function bundle(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // The panel lies beside the program: core/host/compose/panel-folder.ts looks for it there.
  const moduleIds = [...(await bundleMain(folder)), ...(await buildPanel(join(folder, 'panel')))];
  await copyLauncher(folder);
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(await manifest(), null, 2)}\n`);
  await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  await writeFile(join(folder, 'THIRD-PARTY-NOTICES'), await notices(bundledPackages(moduleIds)));
}

/** Gives the files that went into the bundle. */
function bundleMain(folder: string): Promise<string[]> {
  const entries = ['main', 'engine-thread', 'query-thread', 'tune-helper'];
  const input = Object.fromEntries(entries.map((name) => [name, join(root, `core/cli/${name}.ts`)]));
  return buildProgram(folder, input, external);
}

/** The launcher is not bundled: it must stay readable for a Node of long ago. */
async function copyLauncher(folder: string): Promise<void> {
  const text = await readFile(join(root, 'core/cli', launcher), 'utf8');
  let pointed = text;
  for (const [from, to] of imports) {
    if (!pointed.includes(`import('${from}')`))
      throw new Error(`${launcher} does not import ${from}: adapt the bundle`);
    pointed = pointed.replace(`import('${from}')`, `import('${to}')`);
  }
  await writeFile(join(folder, launcher), pointed, { mode: 0o755 });
  await copyFile(join(root, 'core/hooks/entry.mjs'), join(folder, 'hook.mjs'));
  await copyFile(join(root, 'core/cli/runtime.mjs'), join(folder, 'runtime.mjs'));
}

/** What `npm install` needs to know about the bundle: only the packages that are not in it. */
async function manifest(): Promise<Record<string, unknown>> {
  const own = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { name, version, description, license, type, engines, optionalDependencies } = own;
  const dependencies = Object.fromEntries(external.map((dependency) => [dependency, own.dependencies[dependency]]));
  return {
    name,
    version,
    description,
    license,
    type,
    engines,
    bin: { [name]: launcher },
    dependencies,
    optionalDependencies,
  };
}
