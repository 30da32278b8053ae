import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { deviceReport, reportIsDue } from '../../../core/engine/records/device-report.ts';
import type { DeviceFile, MergeReport } from '../../../core/model/device-file.ts';
import { deviceFileKey } from '../../../core/model/bucket-keys.ts';
import { encodeDeviceFile, parseDeviceFile } from '../../../core/model/device-file.ts';
import type { Instant, Sha256 } from '../../../core/model/ids.ts';
import { ageSeal } from '../../../core/remotes/seal/age-seal.ts';
import { goldenKey } from '../../remotes/seal/sealing-fixtures.ts';
import { deviceNamed, logMachine } from '../../support/log-machine.ts';
import { memoryStore } from '../../support/memory-store.ts';

const hourMs = 3_600_000;
const hash = 'c'.repeat(64) as Sha256;
const merge: MergeReport = {
  state: 'ready',
  heads: { core: { seq: 3, hash } },
  floor: {},
  peers: { '0123456789ab': { core: [4, 5] } },
  peersLeft: 0,
  holes: [],
};
const file: DeviceFile = {
  format: 1,
  kind: 'device',
  device: deviceNamed('laptop'),
  label: 'laptop',
  platform: 'test',
  versions: { membridge: '1.0.0', tool: null },
  mirror: null,
  at: 1_000_000_000_000 as Instant,
  lastError: null,
  merge,
};

const later = (ms: number, change: Partial<DeviceFile> = {}): DeviceFile => ({
  ...file,
  at: (file.at + ms) as Instant,
  ...change,
});

test('what others cannot learn otherwise is told at once', () => {
  assert.ok(reportIsDue(null, file));
  assert.ok(reportIsDue(file, later(1, { merge: { ...merge, heads: { core: { seq: 4, hash } } } })));
  assert.ok(reportIsDue(file, later(1, { merge: { ...merge, floor: { core: 2 } } })));
  assert.ok(reportIsDue(file, later(1, { label: 'notebook' })));
});

test('how far this device has read, its state and what it misses are told hourly at most', () => {
  const changes: Partial<DeviceFile>[] = [
    { merge: { ...merge, peers: { '0123456789ab': { core: [5, 5] } } } },
    { merge: { ...merge, holes: [['0123456789ab', 'core', 5]] } },
    { merge: { ...merge, state: 'setup' } },
    { lastError: 'remote-full' },
  ];
  for (const change of changes) {
    assert.equal(reportIsDue(file, later(hourMs - 1, change)), false);
    assert.equal(reportIsDue(file, later(hourMs, change)), true);
  }
});

test('that nothing is new is told daily, and at once by a clock that was set back', () => {
  assert.equal(reportIsDue(file, later(24 * hourMs - 1)), false);
  assert.equal(reportIsDue(file, later(24 * hourMs)), true);
  assert.equal(reportIsDue(file, later(-1)), true);
});

test('with sixty devices and a long name the file stays within 1.5 KB sealed, and every device is told of within days', async () => {
  const seal = await ageSeal(goldenKey);
  const board = logMachine(memoryStore(), 'ї'.repeat(150), { seal });
  const devices = Array.from({ length: 60 }, (_, index) => deviceNamed(`device ${index}`));
  for (const device of devices) {
    board.store.setCursor(device, 'core', { upTo: 123_456, extras: [], tips: [] });
    const told = { ...file, device, merge: { ...merge, heads: { core: { seq: 123_470, hash } } } };
    board.store.setPeerFile(device, { etag: 'x', text: encodeDeviceFile(told) });
    for (const seq of [123_457, 123_458]) {
      board.store.quarantine({ device, stream: 'core', seq, finding: 'it is missing', since: 0, by: '1.0.0' });
    }
  }
  const told = new Set<string>();
  for (let day = 0; day < 60; day++) {
    const report = deviceReport(board.tools, {
      state: 'ready',
      lastError: 'remote-unreachable',
      tool: '13.11.0',
      floor: {},
    });
    const key = deviceFileKey(report.device);
    const sealed = await seal.seal(key, new TextEncoder().encode(encodeDeviceFile(report)), 'json');
    assert.ok(sealed.length <= 1_536, `${sealed.length} bytes`);
    const { peers = {}, peersLeft = 0, holes = [] } = parseDeviceFile(key, encodeDeviceFile(report)).merge ?? {};
    assert.ok(Object.keys(peers).length > 3, `${Object.keys(peers).length} peers`);
    assert.equal(Object.keys(peers).length + peersLeft, 60);
    assert.equal(holes.length, 6);
    for (const peer of Object.keys(peers)) told.add(peer);
    await board.clock.advance(24 * hourMs);
  }
  assert.equal(told.size, 60);
});

test('a file of mirror mode has no merge part and is read as before', () => {
  const { merge: _merge, ...mirror } = file;
  const text = encodeDeviceFile(mirror);
  assert.ok(!text.includes('merge"'));
  assert.deepEqual(parseDeviceFile('devices/x.json', text), mirror);
});
