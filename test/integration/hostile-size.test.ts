/**
 * A bucket that asks for too much: bombs, endless lists, strange files. The project is one without encryption, where whoever
 * can write can forge everything; a sealed one refuses most of this by its macs. Nothing may hang, fill the memory or escape.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { constants, createZstdCompress } from 'node:zlib';
import type { RepoId } from '../../core/model/ids.ts';
import { plainSeal } from '../../core/remotes/seal/plain-seal.ts';
import { succeed } from '../support/attacked-bucket.ts';
import {
  addNotes,
  bucketScene,
  type BucketScene,
  filesBelow,
  keepCopyOf,
  membridge,
  membridgeProcess,
  notesOf,
} from '../support/bucket-scene.ts';
import { folderBytes } from '../support/folder-bytes.ts';

/** Far more than any of this takes on an idle machine; a hang is longer. */
const msMax = 60_000;
/** A command that pulls an ordinary memory stays under 150 MB; what an attacker can add to that is bounded too. */
const peakBytesMax = 400 * 1024 * 1024;
const isThorough = process.env['CI'] === 'true';

type Fields = Record<string, unknown>;
let scene: BucketScene & { putBack(): void };
/** The laptop's device id. */
let laptop = '';
let untouched: string;

before(async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'membridge-size-')));
  const made = bucketScene(join(folder, 'scene'));
  const init = (place: BucketScene['board']) =>
    succeed(
      place,
      'init',
      '--mode',
      'mirror',
      '--folder',
      made.bucket,
      '--source',
      place.database,
      '--no-encryption',
      '--yes',
    );
  addNotes(made.laptop, 'one');
  await init(made.laptop);
  await succeed(made.laptop, 'push');
  await init(made.board);
  await succeed(made.board, 'pull');
  addNotes(made.laptop, 'two');
  await succeed(made.laptop, 'push');
  laptop = readdirSync(join(made.root, 'snapshots'))[0] ?? '';
  const kept = [made.laptop.own, made.board.own, made.bucket].map(keepCopyOf);
  scene = { ...made, putBack: () => kept.forEach((each) => each.putBack()) };
});
after(() => rmSync(dirname(scene.folder), { recursive: true, force: true }));
beforeEach(() => scene.putBack());

const headKeys = () => [`head/0000000002-${laptop}.json`, 'head/0000000002.json'];
const pathOf = (key: string) => join(scene.root, key);

function read(key: string): Fields {
  const text = readFileSync(pathOf(key), 'utf8');
  return JSON.parse(text.slice(text.indexOf('\n') + 1));
}

/** Stores as any device of the project would; gives the checksum of the stored bytes. */
async function forge(
  key: string,
  content: Fields | string | Uint8Array,
): Promise<{ storedSha256: string; storedBytes: number }> {
  const { repoId } = JSON.parse(readFileSync(pathOf('project.json'), 'utf8')) as { repoId: RepoId };
  const plain =
    content instanceof Uint8Array
      ? content
      : Buffer.from(typeof content === 'string' ? content : `${JSON.stringify(content)}\n`);
  const stored = await plainSeal(repoId).seal(key, plain, 'none');
  mkdirSync(dirname(pathOf(key)), { recursive: true });
  writeFileSync(pathOf(key), stored);
  return { storedSha256: createHash('sha256').update(stored).digest('hex'), storedBytes: stored.length };
}

async function forgeHead(change: (head: Fields) => Fields): Promise<void> {
  for (const key of headKeys()) await forge(key, change(read(key)));
}

/** Changes the newest manifest, and the head so that it names what it has become. */
async function forgeManifest(change: (manifest: Fields & { parts: Fields[]; image: Fields }) => Fields): Promise<void> {
  const head = read(headKeys()[0] ?? '') as { manifest: { key: string } };
  const forged = change(read(head.manifest.key) as never);
  const { storedSha256 } = await forge(head.manifest.key, forged);
  await forgeHead((fields) => ({
    ...fields,
    manifest: { ...head.manifest, storedSha256 },
    image: { ...(fields['image'] as Fields), bytes: (forged['image'] as Fields)['bytes'] },
  }));
}

async function forgePart(content: Uint8Array): Promise<void> {
  const head = read(headKeys()[0] ?? '') as { manifest: { key: string } };
  const [part] = (read(head.manifest.key) as { parts: { key: string }[] }).parts;
  const stored = await forge(part?.key ?? '', content);
  await forgeManifest((manifest) => ({
    ...manifest,
    parts: manifest.parts.map((each, index) => (index === 0 ? { ...each, ...stored } : each)),
  }));
}

interface Wish {
  readonly exits?: readonly number[];
  readonly commands?: readonly (readonly string[])[];
  /** Runs them as processes of their own and looks at what memory they took. */
  readonly measures?: boolean;
}

/** Each command ends in time with one of the exit codes, and leaves the memory here as it was. */
async function assertWithstood(
  what: string,
  { exits = [8], commands = [['pull'], ['verify']], measures = false }: Wish = {},
): Promise<void> {
  const memory = dirname(scene.board.database);
  untouched = JSON.stringify([folderBytes(memory), measures ? '' : filesBelow(scene.bucket)]);
  for (const argv of commands) {
    const startMs = performance.now();
    const peak = join(scene.folder, 'peak');
    const said = measures
      ? await membridgeProcess(scene.board, argv, measuring(peak))
      : await membridge(scene.board, ...argv);
    const tookMs = performance.now() - startMs;
    const name = `${what}, ${argv.join(' ')}`;
    assert.ok(exits.includes(said.exitCode), `${name}: exit ${said.exitCode}: ${said.stdout}${said.stderr}`);
    assert.ok(tookMs < msMax, `${name}: took ${tookMs} ms`);
    if (measures)
      assert.ok(Number(readFileSync(peak, 'utf8')) * 1024 < peakBytesMax, `${name}: ${readFileSync(peak, 'utf8')} KiB`);
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(said.stdout + said.stderr, /\u001b|Something went wrong|\bat .*:\d+:\d+\)/, name);
    if (!exits.includes(0)) {
      assert.equal(
        JSON.stringify([folderBytes(memory), measures ? '' : filesBelow(scene.bucket)]),
        untouched,
        `${name}: touched something`,
      );
    }
  }
}

function measuring(peak: string): NodeJS.ProcessEnv {
  const hook = import.meta.resolve('../support/peak-memory.mjs');
  return { MEMBRIDGE_TEST_PEAK: peak, NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${hook}` };
}

async function zstdStream(bytes: number, params: Record<number, number> = {}): Promise<Buffer> {
  const block = Buffer.alloc(1024 * 1024);
  const blocks = (function* () {
    for (let left = bytes; left > 0; left -= block.length) yield block;
  })();
  return buffer(Readable.from(blocks).pipe(createZstdCompress({ params })));
}

describe('an image that asks for too much', () => {
  it('a part that unpacks to a gigabyte is refused in little memory', async () => {
    await forgePart(await zstdStream(1024 ** 3));
    await assertWithstood('zip bomb', { measures: true });
  });

  it('a part whose frame asks for a window of 128 MiB is refused', async () => {
    await forgePart(await zstdStream(1024 ** 2 * 2, { [constants.ZSTD_c_windowLog]: 27 }));
    await assertWithstood('large window', { measures: true });
  });

  it('a manifest with more parts than there can be is refused before it is read', async () => {
    await forgeManifest((manifest) => ({
      ...manifest,
      parts: Array.from({ length: 120_000 }, () => manifest.parts[0]),
    }));
    await assertWithstood('120,000 parts', { measures: true });
  });

  it('an image of hundreds of gigabytes, one part named over and over, ends at the free space', async () => {
    const partBytes = 8 * 1024 * 1024;
    const count = 60_000;
    await forgeManifest((manifest) => ({
      ...manifest,
      image: { ...manifest.image, bytes: partBytes * count },
      parts: Array.from({ length: count }, () => ({ ...manifest.parts[0], plainBytes: partBytes })),
    }));
    // An honest memory that is too large for this disk is told in the same words.
    await assertWithstood('480 GB', { exits: [1, 8], commands: [['pull']], measures: true });
  });

  it('sizes, keys and numbers out of range are refused', async () => {
    const changes: Record<string, (manifest: Fields & { parts: Fields[]; image: Fields }) => Fields> = {
      'a terabyte': (manifest) => ({ ...manifest, image: { ...manifest.image, bytes: 2 ** 40 } }),
      'more than can be counted': (manifest) => ({ ...manifest, image: { ...manifest.image, bytes: 2 ** 60 } }),
      'a negative part': (manifest) => ({ ...manifest, parts: [{ ...manifest.parts[0], plainBytes: -1 }] }),
      'no parts': (manifest) => ({ ...manifest, parts: [] }),
      'a part outside': (manifest) => ({
        ...manifest,
        parts: [{ ...manifest.parts[0], key: '../../../../etc/passwd' }],
      }),
      'a part below a part': (manifest) => ({
        ...manifest,
        parts: [{ ...manifest.parts[0], key: `${String(manifest.parts[0]?.['key'])}/../part-0000` }],
      }),
      'another encoding': (manifest) => ({ ...manifest, encoding: 'delta' }),
    };
    for (const [what, change] of Object.entries(changes)) {
      scene.putBack();
      await forgeManifest(change);
      await assertWithstood(what, { commands: [['pull']] });
    }
  });
});

describe('a head that asks for too much', () => {
  it('with numbers, names or texts out of range is refused', async () => {
    const changes: Record<string, (head: Fields) => Fields> = {
      'revision 2^53': (head) => ({ ...head, revision: 2 ** 53 }),
      'revision 10^10': (head) => ({ ...head, revision: 10 ** 10 }),
      'a revision that is not its name’s': (head) => ({ ...head, revision: 7 }),
      'epoch 2^53': (head) => ({ ...head, epoch: 2 ** 53 }),
      'a fraction': (head) => ({ ...head, epoch: 0.5 }),
      'a manifest outside': (head) => ({
        ...head,
        manifest: { key: '../../secret/manifest.json', storedSha256: '0'.repeat(64) },
      }),
      'a label that steers the terminal': (head) => ({ ...head, label: '\u001b[2J\u001b]0;gone\u0007' }),
      'a label without end': (head) => ({ ...head, label: 'x'.repeat(100_000) }),
      'a format that steers the terminal': (head) => ({ ...head, format: '\u001b[31m2' }),
      'a table that steers the terminal': (head) => ({
        ...head,
        content: { digest: '0'.repeat(64), rows: { '\u001b[2J': 'many' } },
      }),
      'rows that are no numbers': (head) => ({ ...head, content: { digest: '0'.repeat(64), rows: { notes: 'many' } } }),
    };
    for (const [what, change] of Object.entries(changes)) {
      scene.putBack();
      await forgeHead(change);
      await assertWithstood(what, { commands: [['pull'], ['push', '--force', '--yes']] });
    }
  });

  it('of the highest number is refused, because none could follow it', async () => {
    await forge('head/9999999999.json', { ...read('head/0000000002.json'), revision: 9_999_999_999 });
    await assertWithstood('highest revision', { commands: [['pull'], ['push', '--force', '--yes']] });
  });

  it('that is nested a hundred thousand deep, or names what objects inherit, does no harm', async () => {
    for (const text of [
      `${'['.repeat(100_000)}${']'.repeat(100_000)}\n`,
      `{"format":1,"x":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}}\n`,
    ]) {
      for (const key of headKeys()) await forge(key, text);
      await assertWithstood('deep', { commands: [['pull'], ['verify']] });
    }
    const head = JSON.stringify(read('head/0000000001.json'));
    for (const key of headKeys())
      await forge(
        key,
        `${head.replace('"rows":{', '"rows":{"__proto__":5,"constructor":5,').replace('"revision":1', '"revision":2')}\n`,
      );
    await assertWithstood('inherited names', { exits: [0, 4, 8], commands: [['status'], ['sync', '--dry-run']] });
  });
});

describe('a folder full of strange files', () => {
  const objects = () => ({
    head: `head/0000000002-${laptop}.json`,
    manifest: (read('head/0000000002.json') as { manifest: { key: string } }).manifest.key,
    project: 'project.json',
  });

  it('an object of a terabyte, a pipe, a folder, a link to an endless device: refused at once', async () => {
    const replacements: Record<string, (path: string) => void> = {
      'a terabyte': (path) => {
        writeFileSync(path, '');
        truncateSync(path, 2 ** 40);
      },
      'a pipe': (path) => void execFileSync('mkfifo', [path]),
      'a folder': (path) => mkdirSync(path),
      'a link to an endless device': (path) => symlinkSync('/dev/zero', path),
      'a link to itself': (path) => symlinkSync(path, path),
    };
    for (const [what, replace] of Object.entries(replacements)) {
      for (const [which, key] of Object.entries(objects())) {
        scene.putBack();
        rmSync(pathOf(key));
        replace(pathOf(key));
        // A head that is no file is not listed; its other name tells the same.
        const exits = which === 'head' && what !== 'a terabyte' ? [0] : [8];
        const startMs = performance.now();
        const said = await membridge(scene.board, 'pull');
        assert.ok(exits.includes(said.exitCode), `${which}: ${what}: exit ${said.exitCode} ${said.stderr}`);
        assert.ok(performance.now() - startMs < msMax, `${which}: ${what}`);
      }
    }
  });

  it('a link in place of a folder leads no push outside', async () => {
    const outside = join(scene.folder, 'outside');
    mkdirSync(outside);
    for (const folder of ['head', 'snapshots', 'devices']) {
      scene.putBack();
      rmSync(pathOf(folder), { recursive: true });
      symlinkSync(outside, pathOf(folder));
      const said = await membridge(scene.board, 'push', '--force', '--yes');
      assert.deepEqual(readdirSync(outside), [], folder);
      assert.equal(said.exitCode, folder === 'devices' ? 0 : 8, `${folder}: ${said.stderr}`);
    }
    rmSync(outside, { recursive: true });
  });

  it('thousands of junk names are passed over, or refused, in bounded time and memory', async () => {
    const count = isThorough ? 100_000 : 2_000;
    const fill = (folder: string, name: (index: number) => string) => {
      mkdirSync(pathOf(folder), { recursive: true });
      for (let index = 0; index < count; index++) writeFileSync(pathOf(`${folder}/${name(index)}`), '');
    };
    fill('head', (index) => `junk-${index}`);
    await assertWithstood('junk names', { exits: [0], commands: [['verify'], ['pull']], measures: true });
    assert.deepEqual(notesOf(scene.board), ['one', 'two']);
    const padded = (index: number, digits: number) => String(index).padStart(digits, '0');
    scene.putBack();
    fill('head', (index) => `${padded(index + 10, 10)}.json`);
    await assertWithstood('junk heads', { measures: true });
    scene.putBack();
    fill('head', (index) => `0000000002-${padded(index, 32)}.json`);
    await assertWithstood('junk heads of one revision', { commands: [['pull']], measures: true });
    scene.putBack();
    fill('devices', (index) => `${padded(index, 32)}.json`);
    await assertWithstood('junk devices', { exits: [0], commands: [['status', '--json']], measures: true });
  });
});
