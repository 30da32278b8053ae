import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { factsKey, parseFactsKey } from '../../core/model/bucket-keys.ts';
import {
  deviceFacts,
  encodeDeviceFacts,
  factsBytesMax,
  parseDeviceFacts,
  type DeviceFacts,
} from '../../core/model/device-facts.ts';
import { deviceIdSchema, instantSchema } from '../../core/model/ids.ts';
import { boardFacts } from '../../core/model/tune/facts.ts';
import { parseJournal, type TuneJournal } from '../../core/model/tune/transaction.ts';
import { ageSeal } from '../../core/remotes/seal/age-seal.ts';
import { boardTree } from '../../core/tuning/board-tree.ts';
import { goldenKey } from '../remotes/seal/sealing-fixtures.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const golden = readFileSync(join(fixtures, 'formats', 'facts', 'facts.json'), 'utf8');
const device = deviceIdSchema.parse('0123456789abcdef0123456789abcdef');
const other = deviceIdSchema.parse('f'.repeat(32));
const key = factsKey(device);
const around = {
  device,
  at: instantSchema.parse(1_795_219_200_000),
  version: '0.9.0',
  memoryBytes: null,
  cores: null,
  disk: { sizeBytes: 31_268_536_320, freeBytes: 12_000_000_000 },
  journal: null,
};
const factsAt = (root: string, more: Partial<Parameters<typeof deviceFacts>[1]> = {}): DeviceFacts =>
  deviceFacts(boardFacts(boardTree(root)), { ...around, ...more });
const board = (name: string) => join(fixtures, 'boards', name);

test('the golden facts are read and written again byte for byte; fields of a later version are passed over', () => {
  assert.equal(encodeDeviceFacts(parseDeviceFacts(key, device, golden)), golden);
  const later = JSON.stringify({ ...JSON.parse(golden), temperature: 50 });
  assert.equal(encodeDeviceFacts(parseDeviceFacts(key, device, later)), golden);
});

test('facts of another format, of another device or out of bounds are refused, each by its field', () => {
  const value = JSON.parse(golden) as Record<string, unknown>;
  const reading = (more: object) => () => parseDeviceFacts(key, device, JSON.stringify({ ...value, ...more }));
  assert.throws(reading({ format: 2 }), { code: 'format-unknown' });
  assert.throws(() => parseDeviceFacts(factsKey(other), other, golden), { code: 'object-damaged' });
  assert.throws(() => parseDeviceFacts(key, device, golden.slice(0, 100)), { code: 'object-damaged' });
  const wrong = {
    kind: 'device',
    device: 'laptop',
    at: -1,
    board: 'a\u001B[31m',
    distribution: 'd'.repeat(101),
    flavour: 'no word',
    memoryBytes: -5,
    storage: '/dev/sda',
    cpu: { name: null, cores: 0 },
    disk: { sizeBytes: 1 },
    zram: { owner: 'x', sizeBytes: 1.5 },
    swaps: Array.from({ length: 5 }, () => ({ kind: 'file', owner: 'fstab', sizeBytes: 1 })),
    tuning: { profile: '2gb', overlays: Array.from({ length: 9 }, () => 'sd'), state: 'confirmed' },
  };
  for (const [field, bad] of Object.entries(wrong)) assert.throws(reading({ [field]: bad }), new RegExp(field), field);
  for (const field of Object.keys(value))
    assert.throws(reading({ [field]: undefined }), /object-damaged|format/, field);
});

test('only names of facts are taken for facts', () => {
  assert.equal(parseFactsKey(key), device);
  for (const name of ['facts/x.json', `facts/${device}`, `facts/a/${device}.json`, `devices/${device}.json`])
    assert.equal(parseFactsKey(name), null);
});

test('a board tells what it is, who owns zram and what swap there is besides', () => {
  const { at: _at, version: _version, ...pi } = factsAt(board('pi4-trixie'));
  assert.deepEqual(pi, {
    format: 1,
    kind: 'facts',
    device,
    board: 'Raspberry Pi 4 Model B Rev 1.4',
    distribution: 'Debian GNU/Linux 13 (trixie)',
    flavour: 'raspberry-pi-os',
    cpu: { name: 'Cortex-A72', cores: 4 },
    memoryBytes: 1_937_408_000,
    storage: 'sd',
    disk: { sizeBytes: 29 * 2 ** 30, freeBytes: ((29 * 2 ** 30) / 16) * 6 },
    zram: { owner: 'rpi-swap', sizeBytes: 1_937_408_000 },
    swaps: [],
    tuning: null,
  });
  assert.deepEqual(factsAt(board('ubuntu')).swaps, [{ kind: 'file', owner: 'fstab', sizeBytes: 1_073_737_728 }]);
  assert.equal(factsAt(board('two-owners')).zram?.owner, 'unknown');
  // Memory of a container's host is told, its swap is not.
  const { zram, swaps, memoryBytes } = factsAt(board('container'));
  assert.deepEqual([zram, swaps, memoryBytes], [null, [], 8_325_120_000]);
});

test('a machine without such files tells what its system knows, and null for the rest', async (t) => {
  const empty = await scratchFolder(t, 'no-linux');
  const {
    board: name,
    distribution,
    flavour,
    cpu,
    memoryBytes,
    storage,
    disk,
    zram,
    swaps,
  } = factsAt(empty, {
    memoryBytes: 17_179_869_184,
    cores: 8,
    disk: null,
  });
  assert.deepEqual([name, distribution, flavour, storage, disk, zram, swaps], [null, null, null, null, null, null, []]);
  assert.deepEqual([cpu, memoryBytes], [{ name: null, cores: 8 }, 17_179_869_184]);
});

test('the newest change of settings that stands is told, with its profile and whether it is confirmed', () => {
  const text = readFileSync(join(fixtures, 'formats', 'tuning', 'journal.json'), 'utf8');
  const known = parseJournal(text)?.transactions[0];
  assert.ok(known);
  const at = around.at;
  const states: [NonNullable<typeof known>['state'], string | null][] = [
    [{ kind: 'confirmed', isDeferred: false, at }, 'confirmed'],
    [{ kind: 'applied', isDeferred: false, confirmByMs: 1 }, 'waiting'],
    [{ kind: 'applying', isDeferred: false, index: 0 }, 'unsettled'],
    [{ kind: 'reverted', why: 'asked', at, drift: [], needsReboot: false }, null],
  ];
  for (const [state, word] of states) {
    const journal: TuneJournal = { format: 1, transactions: [{ ...known, state }] };
    const { tuning } = factsAt(board('pi4-trixie'), { journal });
    assert.deepEqual(tuning, word === null ? null : { profile: known.profile, overlays: known.overlays, state: word });
  }
});

test('what is written every day is no news, a disk that fills up is', () => {
  const told = (freeBytes: number) => factsAt(board('pi4-trixie'), { disk: { sizeBytes: 32e9, freeBytes } }).disk;
  assert.deepEqual(told(12.3e9), told(12.9e9));
  assert.notDeepEqual(told(12.9e9), told(4e9));
  assert.equal(told(0)?.freeBytes, 0);
  assert.equal(told(40e9)?.freeBytes, told(32e9)?.sizeBytes);
});

const planted = ['q-host-7f3a', 'q-person-7f3a', 'q-serial-7f3a', 'q-label-7f3a', 'q-path-7f3a', 'q-machine-7f3a'];

test('names of host and person, serial numbers, ids and paths of a machine are in nothing that it tells', async (t) => {
  const [host, person, serial, label, path, machine] = planted;
  const root = await scratchFolder(t, 'canary-board');
  await cp(board('pi4-trixie'), root, { recursive: true });
  const put = (name: string, text: string) => {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  const add = (name: string, text: string) => put(name, `${readFileSync(join(root, name), 'utf8')}${text}\n`);
  put('etc/hostname', `${host}\n`);
  put('proc/sys/kernel/hostname', `${host}\n`);
  put('proc/sys/kernel/osrelease', `6.12.0-${host}\n`);
  put('etc/passwd', `${person}:x:1000:1000::/home/${person}:/bin/bash\n`);
  put('etc/machine-id', `${machine}\n`);
  put('sys/firmware/devicetree/base/serial-number', `${serial}\u0000`);
  put('sys/class/dmi/id/product_serial', `${serial}\n`);
  put('sys/class/dmi/id/board_asset_tag', `${serial}\n`);
  put('sys/block/mmcblk0/device/serial', `${serial}\n`);
  add('proc/cpuinfo', `Serial\t\t: ${serial}`);
  add('etc/fstab', `/home/${person}/${path} none swap sw 0 0`);
  add('proc/swaps', `/home/${person}/${path} file 102396 0 -3`);
  add('usr/lib/os-release', `HOME_URL="https://${host}.example/"\nVENDOR_NAME="${label}"`);
  add('proc/cmdline', `root=LABEL=${label}`);
  const facts = factsAt(root);
  assert.deepEqual(facts.swaps, [{ kind: 'file', owner: 'fstab', sizeBytes: 102_396 * 1024 }], 'the tree was read');
  const text = encodeDeviceFacts(facts);
  for (const word of planted) assert.ok(!text.includes(word), word);
});

test('sealed, the longest facts there can be stay below the bound, and what a firmware tells is one line of text', async (t) => {
  const root = await scratchFolder(t, 'long-board');
  await cp(board('pi4-trixie'), root, { recursive: true });
  const model = join(root, 'sys/firmware/devicetree/base/model');
  writeFileSync(model, `Pi\u001B[31m of\u0007 ${'😀'.repeat(80)}\u0000`);
  const { board: name } = factsAt(root);
  assert.match(name ?? '', /^Pi \[31m of {2}😀{44}$/u);
  assert.doesNotMatch(name ?? '', /\p{Cc}/u);
  const long = '\u{800}'.repeat(100);
  const word = 'w'.repeat(40);
  const most = Number.MAX_SAFE_INTEGER;
  const longest: DeviceFacts = {
    ...parseDeviceFacts(key, device, golden),
    version: '\u{800}'.repeat(40),
    board: long,
    distribution: long,
    flavour: word,
    cpu: { name: long, cores: most },
    memoryBytes: most,
    storage: word,
    disk: { sizeBytes: most, freeBytes: most },
    zram: { owner: word, sizeBytes: most },
    swaps: Array.from({ length: 4 }, () => ({ kind: word, owner: word, sizeBytes: most })),
    tuning: { profile: word, overlays: Array.from({ length: 8 }, () => word), state: word },
  };
  const text = encodeDeviceFacts(longest);
  assert.deepEqual(parseDeviceFacts(key, device, text), longest);
  const sealed = await (await ageSeal(goldenKey)).seal(key, new TextEncoder().encode(text), 'json');
  assert.ok(sealed.length <= factsBytesMax, `${sealed.length} bytes`);
});

test('of every fixture board the facts are what their own reader takes', () => {
  const names = readdirSync(join(fixtures, 'boards'), { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'expected',
  );
  assert.ok(names.length >= 7);
  for (const { name } of names) {
    const facts = factsAt(board(name));
    assert.deepEqual(parseDeviceFacts(key, device, encodeDeviceFacts(facts)), facts, name);
  }
});
