import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { builderConfig } from '../../build/pack/builder-config.ts';
import { controlOf, debWish } from '../../build/pack/deb-words.ts';
import { distWish, help } from '../../build/pack/dist-words.ts';
import { fuseFaults, readFuses } from '../../build/pack/fuses.ts';
import { makeStubElectron } from '../../build/pack/stub-electron.ts';
import { appId } from '../../electron/app-id.ts';
import { root } from './packed-app.ts';

const run = promisify(execFile);
const wish = (...words: string[]) => distWish(words, 'linux', 'x64');

test('without a word each system is given its own packages, for its own processor', () => {
  const packings = (platform: string) => {
    const each = distWish([], platform, 'arm64');
    return each.kind === 'pack' ? [each.packings, each.archs, each.isStub, each.hasOwnTools] : each;
  };
  assert.deepEqual(packings('linux'), [['deb', 'AppImage'], ['arm64'], false, false]);
  assert.deepEqual(packings('darwin'), [['dmg'], ['arm64'], false, false]);
  assert.deepEqual(packings('win32'), [['nsis'], ['arm64'], false, false]);
});

test('words choose packages, processors, a place and the stub, which is packed with the tools of the machine', () => {
  const each = wish('--dir', '--deb', '--arch', 'x64,arm64,x64', '--stub', '--out', '/o');
  assert.deepEqual(each, {
    kind: 'pack',
    platform: 'linux',
    archs: ['x64', 'arm64'],
    packings: ['deb'],
    isStub: true,
    hasOwnTools: true,
    out: '/o',
    feed: null,
  });
  const folder = wish('--dir');
  assert.deepEqual(folder.kind === 'pack' ? folder.packings : folder, []);
});

test('what cannot be made is refused with its reason', () => {
  const why = (...all: string[]) => {
    const each = wish(...all);
    return each.kind === 'wrong' ? each.why : each.kind;
  };
  assert.match(why('--arch', 'armv7l'), /not for armv7l/);
  assert.match(why('--dmg'), /--dmg is made on another system/);
  assert.match(why('--fast'), /--fast/);
  assert.match(why('--own-tools'), /no AppImage/);
  assert.equal(why('--own-tools', '--deb'), 'pack');
  const stub = distWish(['--stub'], 'darwin', 'arm64');
  assert.match(stub.kind === 'wrong' ? stub.why : '', /on Linux alone/);
  const board = distWish([], 'freebsd', 'x64');
  assert.match(board.kind === 'wrong' ? board.why : '', /no Electron for freebsd/);
});

test('--help names every option, with examples that are understood; a wrong word shows it and ends with 2', async () => {
  const { stdout } = await run(process.execPath, [join(root, 'build/dist.ts'), '--help']);
  assert.equal(stdout, `${help}\n`);
  const examples = [...help.matchAll(/^ {2}npm run dist(?: --(.*?))?(?: {2,}.*)?$/gm)].map(([, words = '']) =>
    words.trim(),
  );
  const understood = examples.filter((words) => !words.startsWith('['));
  assert.ok(understood.length >= 4);
  for (const words of understood) {
    const platform = words.includes('--dmg') ? 'darwin' : 'linux';
    assert.equal(distWish(words.split(' ').filter(Boolean), platform, 'x64').kind, 'pack', words);
  }
  const wrong = run(process.execPath, [join(root, 'build/dist.ts'), '--arch', 'mips']);
  await assert.rejects(wrong, ({ code, stderr }: { code: number; stderr: string }) => {
    assert.match(stderr, /^the app is made for x64 and arm64, not for mips$/m);
    return code === 2;
  });
});

const fpm = ['-s', 'dir', '--force', '-t', 'deb', '-d', 'libgtk-3-0', '-d', 'libnss3', '--deb-recommends', 'libtray'];
const named = [
  '--name',
  'a',
  '--version',
  '1.2',
  '--architecture',
  'amd64',
  '--maintainer',
  'M <m@m>',
  '--package',
  '/o.deb',
];

test('the words for fpm become the control file of a Debian package', () => {
  const all = [
    '--deb-compression',
    'xz',
    '--description',
    '\n first\n\n second',
    '--url',
    'https://u',
    '--license',
    'MIT',
  ];
  const each = debWish([...fpm, ...named, ...all, '--after-install', '/i', 'dir/=/opt/A', 'b=/usr/share/b=c']);
  assert.equal(
    controlOf(each, 12),
    [
      'Package: a',
      'Version: 1.2',
      'Architecture: amd64',
      'Maintainer: M <m@m>',
      'Depends: libgtk-3-0, libnss3',
      'Recommends: libtray',
      'Section: default',
      'Priority: optional',
      'Homepage: https://u',
      'Description: first',
      ' .',
      ' second',
      'Installed-Size: 12',
      '',
    ].join('\n'),
  );
  assert.deepEqual(each.scripts, { postinst: '/i' });
  assert.deepEqual(each.files, [
    { from: 'dir/', to: '/opt/A' },
    { from: 'b', to: '/usr/share/b=c' },
  ]);
});

test('a word for fpm that is not known, or one that is missing, is an error and not left out', () => {
  assert.throws(() => debWish([...fpm, ...named, '--deb-systemd', 'x']), /deb-systemd/);
  assert.throws(() => debWish(fpm), /--name is missing/);
  assert.throws(() => debWish([...fpm, ...named, 'nowhere']), /nowhere/);
  assert.throws(() => debWish([...fpm, ...named, 'a=relative']), /a=relative/);
  assert.throws(() => debWish(['-s', 'dir', '-t', 'rpm', ...named]), /Debian/);
});

test('fuses that nobody switched are told one by one, and a program without any too', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'stub-'));
  t.after(() => rm(folder, { recursive: true }));
  await makeStubElectron(folder);
  const faults = fuseFaults(await readFuses(join(folder, 'electron')));
  assert.deepEqual(faults.toSorted(), [
    'enableCookieEncryption is off',
    'enableEmbeddedAsarIntegrityValidation is off',
    'enableNodeCliInspectArguments is on',
    'enableNodeOptionsEnvironmentVariable is on',
    'grantFileProtocolExtraPrivileges is on',
    'onlyLoadAppFromAsar is off',
    'runAsNode is on',
  ]);
  await writeFile(join(folder, 'plain'), 'no fuses');
  assert.deepEqual(fuseFaults(await readFuses(join(folder, 'plain'))), ['the program has no fuses']);
});

test('for macOS and Windows it is the same app; unsigned unless somebody brings a certificate', () => {
  const config = (hasCertificate: boolean) =>
    builderConfig({
      stage: '/s',
      out: '/o',
      electronVersion: '1.0.0',
      electronDist: null,
      feed: null,
      isQuick: false,
      hasCertificate,
    });
  const plain = config(false);
  assert.deepEqual([plain.appId, plain.mac.target, plain.win.target], [appId, ['dmg'], ['nsis']]);
  assert.ok('identity' in plain.mac && plain.mac.identity === '-');
  assert.ok(!('identity' in config(true).mac));
  assert.ok(!('electronDist' in plain), 'Electron is fetched');
  assert.equal(plain.publish, null, 'nothing is published');
  assert.deepEqual([plain.deb.compression, plain.appImage.compression], ['xz', 'zstd']);
});

test('the main program tells Windows the same name as the installer does', async () => {
  assert.match(await readFile(join(root, 'electron/main.ts'), 'utf8'), /app\.setAppUserModelId\(appId\)/);
});

test('where Electron cannot be had it is said what would be needed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'dist-'));
  t.after(() => rm(folder, { recursive: true, maxRetries: 3 }));
  await mkdir(join(folder, 'tmp'));
  const nowhere = {
    ...process.env,
    // Nobody listens there, and no proxy is asked.
    ELECTRON_MIRROR: 'http://127.0.0.1:9/',
    XDG_CACHE_HOME: join(folder, 'cache'),
    electron_config_cache: join(folder, 'cache'),
    TMPDIR: join(folder, 'tmp'),
  };
  const packing = run(process.execPath, [join(root, 'build/dist.ts'), '--dir', '--out', join(folder, 'out')], {
    env: nowhere,
  });
  await assert.rejects(packing, ({ code, stderr }: { code: number; stderr: string }) => {
    assert.match(stderr, /ECONNREFUSED[\s\S]*Electron could not be packed[\s\S]*--stub/);
    return code === 1;
  });
});
