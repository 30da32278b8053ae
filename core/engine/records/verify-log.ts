import { parseSegmentKey } from '../../model/bucket-keys.ts';
import { findingsMax, objectBytesMax } from '../../model/limits.ts';
import { fail } from '../../model/errors.ts';
import { knownKinds, streamOf, type KnownKind } from '../../model/records/kinds.ts';
import { mergeStates } from '../../model/records/merge.ts';
import type { RecordKey } from '../../model/records/record.ts';
import { stateHash, type RecordState } from '../../model/records/state.ts';
import type { RecordReading } from '../../ports/record-source.ts';
import type { KnownRecord, RecordStore } from '../../ports/record-store.ts';
import { damageOf, type Finding } from '../damage.ts';
import { readDevices } from '../device.ts';
import { factsFindings } from '../facts.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Watch } from '../machine.ts';
import { sha256Of } from '../vault.ts';
import { primaryOf } from './aliases.ts';
import { joinLines } from './join-segment.ts';
import { recordStateOf } from './known-state.ts';
import { decodeSegment } from './segment-codec.ts';
import type { MergeMachine } from './sync-records.ts';

/** How the records here stand against those that the log tells of. */
export interface RecordsCompared {
  readonly same: number;
  /** The next sync sends them. */
  readonly newerHere: number;
  /** The next sync brings them. */
  readonly newerThere: number;
  /** Each side says something that the other one has not seen. */
  readonly differ: number;
}

export interface LogVerification {
  readonly segmentsRead: number;
  readonly devicesRead: number;
  readonly bytesRead: number;
  readonly records: RecordsCompared;
  /** Damage: anything here means exit 8. */
  readonly findings: readonly Finding[];
  readonly local: 'same' | 'differs' | 'no-database';
}

/** Records compared between two looks at the event loop. */
const pageMax = 500;

/**
 * Reads every segment of every device again, checks name, mac, header and content, joins them in `scratch` (a record store
 * that is empty and thrown away), and compares each record's state with what is here. Nothing is noted or written.
 * Faults: those of remote and source, `interrupted`.
 */
export async function verifyLog(machine: MergeMachine, scratch: RecordStore, watch: Watch): Promise<LogVerification> {
  watch.progress?.phase('verifying', null);
  const findings: Finding[] = [];
  const read = await readAll(machine, scratch, findings, watch);
  findings.push(...(await missing(machine, read.names)), ...(await factsFindings(machine)));
  const isHere = machine.store.generation() !== null && (await machine.records.readiness()) === 'ready';
  const records = isHere ? await compare(machine, scratch) : { same: 0, newerHere: 0, newerThere: 0, differ: 0 };
  const { newerHere, newerThere, differ } = records;
  return {
    segmentsRead: read.segments,
    devicesRead: new Set([...read.names.keys()].map((log) => log.split('/')[0])).size,
    bytesRead: read.bytes,
    records,
    findings: findings.slice(0, findingsMax),
    local: isHere ? (newerHere + newerThere + differ === 0 ? 'same' : 'differs') : 'no-database',
  };
}

interface ReadLogs {
  readonly segments: number;
  readonly bytes: number;
  /** Per `device/stream` the numbers that are there. */
  readonly names: ReadonlyMap<string, ReadonlySet<number>>;
}

async function readAll(
  { remote, seal, clock }: MergeMachine,
  scratch: RecordStore,
  findings: Finding[],
  watch: Watch,
): Promise<ReadLogs> {
  const names = new Map<string, Set<number>>();
  let [segments, bytes] = [0, 0];
  for await (const { key } of remote.list('log/')) {
    const name = parseSegmentKey(key);
    if (name === null) continue;
    throwIfInterrupted(watch.signal, 'the verification');
    const log = `${name.device}/${name.stream}`;
    names.set(log, (names.get(log) ?? new Set()).add(name.seq));
    try {
      const stored = await remote.get(key, objectBytesMax);
      if (stored === null) throw fail('object-missing', { key });
      if (sha256Of(stored.body).slice(0, name.hash16.length) !== name.hash16)
        throw fail('object-damaged', { key, finding: 'its name does not match its content' });
      const { header, lines } = decodeSegment(key, await seal.unseal(key, stored.body));
      if (header.device !== name.device || header.stream !== name.stream || header.seq !== name.seq)
        throw fail('object-damaged', { key, finding: 'its header names another place in a log' });
      scratch.transaction(() => joinLines(scratch, name.device, lines, clock.now()));
      segments += 1;
      bytes += stored.body.length;
      watch.progress?.advance(stored.body.length);
    } catch (error) {
      const finding = damageOf(error, key);
      if (finding === null) throw error;
      if (findings.length < findingsMax) findings.push(finding);
    }
  }
  return { segments, bytes, names };
}

/** What device files name and no listing shows; and device files that cannot be read. */
async function missing({ remote, seal }: MergeMachine, names: ReadLogs['names']): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { id, file, finding } of await readDevices({ remote, seal })) {
    if (finding !== null) findings.push({ key: `devices/${id}.json`, finding });
    for (const [stream, head] of Object.entries(file?.merge?.heads ?? {})) {
      const there = names.get(`${id}/${stream}`);
      for (let seq = file?.merge?.floor[stream] ?? 1; seq <= head.seq && findings.length < findingsMax; seq++) {
        if (there?.has(seq) !== true) findings.push({ key: `log/${id}/${stream}/${seq}`, finding: 'it is missing' });
      }
    }
  }
  return findings;
}

async function compare(machine: MergeMachine, scratch: RecordStore): Promise<RecordsCompared> {
  const { records, store, streams, clock } = machine;
  const reading = await records.open();
  try {
    const counts = { same: 0, newerHere: 0, newerThere: 0, differ: 0 };
    for (const kind of knownKinds.filter((each) => streams.has(streamOf(each)))) {
      let page = scratch.pendingAfter(kind, '', pageMax);
      for (; page.length > 0; page = scratch.pendingAfter(kind, page.at(-1)?.key ?? '', pageMax)) {
        for (const { key, state } of page) counts[standing(machine, reading, kind, key, state)] += 1;
        await clock.sleep(0);
      }
    }
    let page = store.knownAfter('', pageMax);
    for (; page.length > 0; page = store.knownAfter(page.at(-1)?.key ?? '', pageMax)) {
      counts.newerHere += page.filter(({ key }) => scratch.pending(key) === null).length;
      await clock.sleep(0);
    }
    return counts;
  } finally {
    reading.close();
  }
}

function standing(
  { store }: MergeMachine,
  reading: RecordReading,
  kind: KnownKind,
  key: RecordKey,
  there: RecordState,
): keyof RecordsCompared {
  const known = store.known(key);
  if (known === null) return 'newerThere';
  const here = stateHere(store, reading, known);
  // A row that was edited and not captured yet.
  if (here === null) return 'newerHere';
  const [hashHere, hashThere] = [stateHash(here), stateHash(there)];
  if (hashHere === hashThere) return 'same';
  const merged = stateHash(mergeStates(kind, here, there));
  return merged === hashHere ? 'newerHere' : merged === hashThere ? 'newerThere' : 'differ';
}

function stateHere(store: RecordStore, reading: RecordReading, { kind, key, state }: KnownRecord): RecordState | null {
  const mapped = state.kind === 'row' ? store.rowsOf(primaryOf(store, key))[0] : undefined;
  if (mapped === undefined) return recordStateOf(state, null);
  const row = reading.row(kind as KnownKind, mapped.rowid);
  return row === null || row.fingerprint !== mapped.fingerprint ? null : recordStateOf(state, row.body);
}
