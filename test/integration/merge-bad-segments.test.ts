/** Segments that no honest device wrote, and rows that a machine cannot take: each is set aside with a reason, the rest flows. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { Encrypter, identityToRecipient } from 'age-encryption';
import { encodeSegment } from '../../core/engine/records/segment-codec.ts';
import { syncRecords, type MergeReport } from '../../core/engine/records/sync-records.ts';
import { segmentBoundKey, segmentKey } from '../../core/model/bucket-keys.ts';
import type { DeviceId } from '../../core/model/ids.ts';
import { born, edited } from '../../core/model/records/edit.ts';
import { encodeRecord } from '../../core/model/records/record-line.ts';
import { recordKey, type LogRecord } from '../../core/model/records/record.ts';
import { stateOf } from '../../core/model/records/state.ts';
import type { Seal } from '../../core/ports/seal.ts';
import { ageSeal } from '../../core/remotes/seal/age-seal.ts';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { goldenKey, otherIdentity, otherRepoId } from '../remotes/seal/sealing-fixtures.ts';
import { databaseFindings } from '../support/database-checks.ts';
import { logMachine } from '../support/log-machine.ts';
import { memoryStore, type MemoryStore } from '../support/memory-store.ts';
import { mergeMachine, type TestMergeMachine } from '../support/merge-machine.ts';

const megabyte = 1024 * 1024;

interface Scene {
  readonly bucket: MemoryStore;
  readonly seal: Seal;
  /** Wrote three segments, each with one memory: a, b, c. */
  readonly laptop: TestMergeMachine;
  readonly desk: TestMergeMachine;
  /** Has not synced yet. */
  readonly board: TestMergeMachine;
  readonly author: DeviceId;
  /** Of the laptop's second segment. */
  readonly key: string;
  readonly original: Uint8Array;
}

/** What somebody puts in the place of a good segment, and the words that the board has for it. */
const forgeries: Readonly<
  Record<string, { readonly make: (scene: Scene) => Promise<Uint8Array>; readonly finding: RegExp }>
> = {
  'with a flipped bit': {
    make: ({ original }) =>
      Promise.resolve(original.map((byte, at) => (at === original.length >> 1 ? byte ^ 4 : byte))),
    finding: /^it does not open: changed, cut, or sealed with another identity$/,
  },
  'of another project with another identity': {
    make: async (scene) => sealed(scene, await ageSeal({ ...goldenKey, identity: otherIdentity, repoId: otherRepoId })),
    finding: /^it does not open: changed, cut, or sealed with another identity$/,
  },
  'of another project with the same identity': {
    make: async (scene) => sealed(scene, await ageSeal({ ...goldenKey, repoId: otherRepoId })),
    finding: /^its mac is wrong: changed, or of another project$/,
  },
  'sealed to the right recipient, without a mac': {
    make: async (scene) => {
      const age = new Encrypter();
      age.addRecipient(await identityToRecipient(goldenKey.identity));
      return age.encrypt(forgedPlain(scene));
    },
    finding: /first line/,
  },
  'not sealed at all': {
    make: (scene) => Promise.resolve(forgedPlain(scene)),
    finding: /not an age file|encryption/,
  },
};

for (const [name, { make, finding }] of Object.entries(forgeries)) {
  test(`a segment ${name} is set aside with device and reason, the rest flows, and the right bytes heal it`, async (t) => {
    const scene = await threeMachines(t);
    const { bucket, board, author, key, original } = scene;
    const forged = await make(scene);
    bucket.drop(key);
    bucket.set(nameOf(author, forged), forged);
    await soundSync(board);
    assert.deepEqual(titles(board), ['a', 'c', 'from the desk']);
    assertSetAside(board, author, finding);
    bucket.drop(nameOf(author, forged));
    bucket.set(key, original);
    await soundSync(board);
    await allIsWell(scene);
  });

  test(`a segment ${name} beside the right one takes nothing away, and leaves nothing when it is gone`, async (t) => {
    const scene = await threeMachines(t);
    const forged = await make(scene);
    scene.bucket.set(nameOf(scene.author, forged), forged);
    await soundSync(scene.board);
    assert.deepEqual(titles(scene.board), ['a', 'b', 'c', 'from the desk']);
    scene.bucket.drop(nameOf(scene.author, forged));
    await soundSync(scene.board);
    await allIsWell(scene);
  });
}

test('bytes that rot under their own name are set aside, and its author sends them again when it is asked', async (t) => {
  const scene = await threeMachines(t);
  const { bucket, laptop, board, author, key, original } = scene;
  bucket.corrupt(key, (body) => body.map((byte, at) => (at === 300 ? byte ^ 1 : byte)), { keepEtag: true });
  await soundSync(board);
  assert.deepEqual(titles(board), ['a', 'c', 'from the desk']);
  assertSetAside(board, author, /^its name does not match its content$/);
  const { published } = await laptop.sync();
  assert.equal(published?.resent, 1);
  assert.deepEqual(bucket.read(key)?.body, original);
  await soundSync(board);
  await allIsWell(scene);
});

test('a log that goes on in a later format waits for a later Membridge, and the others flow', async (t) => {
  const scene = await threeMachines(t);
  const { bucket, seal, board, author, key, original } = scene;
  const later = await seal.seal(
    segmentBoundKey(author, 'core', 2),
    Buffer.from('{"format":2,"kind":"segment"}\n?'),
    'zstd',
  );
  bucket.drop(key);
  bucket.set(nameOf(author, later), later);
  const { held } = await soundSync(board);
  assert.deepEqual([held, titles(board)], [[author], ['a', 'from the desk']]);
  assertSetAside(board, author, /^format 2 is newer than this Membridge$/);
  bucket.drop(nameOf(author, later));
  bucket.set(key, original);
  const { machine } = board;
  const updated = { ...machine, self: { ...machine.self, version: '9.0.0' } };
  const report = await syncRecords(updated, { intent: 'sync', confirmed: null }, {});
  assert.deepEqual(report.held, []);
  await allIsWell(scene);
});

test('a row that breaks a constraint is parked with its device and what SQLite says, and its correction is taken', async (t) => {
  const scene = await threeMachines(t);
  const { bucket, seal, board } = scene;
  const ghost = logMachine(bucket, 'ghost', { seal });
  const writer = { device: ghost.device(), wallMs: Date.now() };
  const body = { ...noTitle, title: 'without a type' };
  const bad = born(
    { kind: 'observation', key: recordKey('observation', 'bad'), ref: null },
    { ...body, type: null },
    null,
    writer,
  );
  const fine = born(
    { kind: 'observation', key: recordKey('observation', 'fine'), ref: null },
    { ...body, title: 'fine' },
    null,
    writer,
  );
  const session = refOfFirst(scene);
  const own = [bad, fine].map((record) => ({ ...record, ref: session }));
  for (const record of own) ghost.store.addUnsent(record);
  await ghost.publish();
  const { parked } = await board.sync();
  assert.equal(parked, 1);
  assert.deepEqual(titles(board), ['a', 'b', 'c', 'fine', 'from the desk']);
  const pending = board.machine.store.pending(bad.key);
  assert.match(pending?.finding ?? '', /^NOT NULL constraint failed: observations\.type$/);
  assert.equal(pending?.state.version.device, ghost.device());
  const [before] = own;
  const state = before === undefined ? null : stateOf(before);
  assert.ok(before && state?.kind === 'live');
  const mended = edited(before, body, state, { device: ghost.device(), wallMs: Date.now() });
  assert.ok(mended);
  ghost.store.addUnsent(mended);
  await ghost.publish();
  await soundSync(board);
  assert.deepEqual(titles(board), ['a', 'b', 'c', 'fine', 'from the desk', 'without a type']);
  assert.deepEqual(await databaseFindings(board.path), []);
});

test('a row of 6 MB arrives, one of 40 MB stays where it is and is listed until somebody shortens it, and the rest flows', async (t) => {
  const scene = await threeMachines(t);
  const { laptop, board } = scene;
  addMemory(laptop, '6 MB', 'x'.repeat(6 * megabyte));
  addMemory(laptop, '40 MB', 'y'.repeat(40 * megabyte));
  addMemory(laptop, 'small');
  await laptop.sync();
  const [large, ...none] = laptop.machine.store.tooLarge();
  assert.ok(large && large.kind === 'observation' && large.bytes > 40 * megabyte);
  assert.deepEqual(none, []);
  await soundSync(board);
  assert.deepEqual(titles(board), ['6 MB', 'a', 'b', 'c', 'from the desk', 'small']);
  assert.equal(
    board.change((db) => db.prepare("SELECT length(narrative) FROM observations WHERE title = '6 MB'").pluck().get()),
    6 * megabyte,
  );
  laptop.change((db) => db.prepare("UPDATE observations SET narrative = 'shorter' WHERE title = '40 MB'").run());
  await laptop.sync();
  assert.deepEqual(laptop.machine.store.tooLarge(), []);
  await soundSync(board);
  await allIsWell(scene, ['40 MB', '6 MB', 'small']);
});

async function threeMachines(t: TestContext): Promise<Scene> {
  const bucket = memoryStore();
  const seal = await ageSeal(goldenKey);
  const [laptop, desk, board] = [
    await mergeMachine(t, 'laptop', bucket, { seal }),
    await mergeMachine(t, 'desk', bucket, { seal }),
    await mergeMachine(t, 'board', bucket, { seal }),
  ];
  for (const { path } of [laptop, desk, board]) createClaudeMemDatabase(path);
  for (const title of ['a', 'b', 'c']) {
    addMemory(laptop, title);
    await laptop.sync();
  }
  addMemory(desk, 'from the desk');
  await desk.sync();
  const author = laptop.machine.state.deviceId();
  const key = laptop.machine.store.ownSegment('core', 2)?.key ?? '';
  return {
    bucket,
    seal,
    laptop,
    desk,
    board,
    author,
    key,
    original: bucket.read(key)?.body.slice() ?? new Uint8Array(),
  };
}

/** A memory as its tool writes it, in a session of its machine. */
function addMemory({ change, machine }: TestMergeMachine, title: string, narrative = ''): void {
  const memory = `memory of ${machine.self.label}`;
  const at = Date.now();
  change((db) => {
    db.prepare(
      `INSERT OR IGNORE INTO sdk_sessions (content_session_id, memory_session_id, project, started_at, started_at_epoch) VALUES (?, ?, 'garden', '', ?)`,
    ).run(`content of ${memory}`, memory, at);
    db.prepare(
      `INSERT INTO observations (memory_session_id, project, type, title, narrative, created_at, created_at_epoch) VALUES (?, 'garden', 'discovery', ?, ?, '', ?)`,
    ).run(memory, title, narrative, at);
  });
}

const noTitle = { project: 'garden', type: 'discovery', narrative: '', created_at: '', created_at_epoch: 5n };

/** The laptop's session, as its records name it. */
function refOfFirst({ laptop }: Scene): LogRecord['ref'] {
  const row = laptop.machine.store.mappedRowsAfter('observation', 0, 1)[0];
  const known = row === undefined ? undefined : laptop.machine.store.known(row.key)?.state;
  if (known?.kind !== 'row') throw new Error('the laptop knows no memory of its own');
  return known.ref;
}

/** Plain bytes of a segment that says what the laptop never said, in the place of its second. */
function forgedPlain({ author }: Scene): Uint8Array {
  const writer = { device: author, wallMs: Date.now() };
  const line = born(
    { kind: 'observation', key: recordKey('observation', 'x'), ref: null },
    { ...noTitle, title: 'forged' },
    null,
    writer,
  );
  return encodeSegment({ device: author, stream: 'core', seq: 2, prev: null }, [encodeRecord(line, author)]);
}

function sealed(scene: Scene, by: Seal): Promise<Uint8Array> {
  return by.seal(segmentBoundKey(scene.author, 'core', 2), forgedPlain(scene), 'zstd');
}

function nameOf(author: DeviceId, bytes: Uint8Array): string {
  return segmentKey(author, 'core', 2, createHash('sha256').update(bytes).digest('hex'));
}

async function soundSync({ sync }: TestMergeMachine): Promise<MergeReport> {
  const report = await sync();
  const { state, brakes, rollback, away, parked, waiting } = report;
  assert.deepEqual([state, brakes, rollback, away, parked, waiting], ['done', [], null, null, 0, 0]);
  return report;
}

function assertSetAside({ machine }: TestMergeMachine, device: DeviceId, finding: RegExp): void {
  const [entry, ...others] = machine.store.quarantined();
  assert.deepEqual(others, []);
  assert.deepEqual([entry?.device, entry?.stream, entry?.seq], [device, 'core', 2]);
  assert.match(entry?.finding ?? '', finding);
}

/** Everybody has everything, nothing stands set aside, and a further run moves nothing. */
async function allIsWell({ laptop, desk, board }: Scene, more: readonly string[] = []): Promise<void> {
  for (const machine of [laptop, desk, board, laptop, desk, board]) await soundSync(machine);
  for (const machine of [laptop, desk, board]) {
    assert.deepEqual(titles(machine), ['a', 'b', 'c', 'from the desk', ...more].sort());
    assert.deepEqual(machine.machine.store.quarantined(), []);
    assert.deepEqual(await databaseFindings(machine.path), []);
    const { published, fetched, applied } = await soundSync(machine);
    assert.deepEqual([published?.records, fetched.records, applied], [0, 0, 0]);
  }
}

function titles({ change }: TestMergeMachine): string[] {
  return change((db) => db.prepare('SELECT title FROM observations').pluck().all())
    .map(String)
    .sort();
}
