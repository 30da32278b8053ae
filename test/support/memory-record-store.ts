import type { DeviceId } from '../../core/model/ids.ts';
import type { LogStore } from '../../core/engine/records/log-tools.ts';
import { cursorStart, type Cursor } from '../../core/model/records/cursor.ts';
import { streamOf } from '../../core/model/records/kinds.ts';
import { encodeBatch, encodeRecord, type BatchEntry } from '../../core/model/records/record-line.ts';
import type {
  KnownRecord,
  ListedConflict,
  OutboxSegment,
  Pending,
  Quarantined,
  RecordStore,
  RollbackSight,
  TooLarge,
  UnsentLine,
} from '../../core/ports/record-store.ts';

/** What the record log keeps (`LogStore`), with what tests look at. */
export interface MemoryRecordStore
  extends LogStore, Pick<RecordStore, 'batch' | 'clearPending' | 'setKnown' | 'conflicts' | 'unsentCount'> {
  allPending(): readonly Pending[];
  deviceId(): DeviceId;
  /** As a copy of the whole home would have it. */
  copy(): MemoryRecordStore;
}

/** All that changes, replaced as a whole and never in place, so that a transaction rolls back by keeping the old one. */
interface Books {
  readonly device: DeviceId;
  readonly lastId: number;
  readonly known: ReadonlyMap<string, KnownRecord>;
  readonly pending: ReadonlyMap<string, Pending>;
  readonly unsent: readonly UnsentLine[];
  readonly tooLarge: ReadonlyMap<string, TooLarge>;
  readonly outbox: ReadonlyMap<string, OutboxSegment>;
  readonly cursors: ReadonlyMap<string, { device: DeviceId; stream: OutboxSegment['stream']; cursor: Cursor }>;
  readonly peerFiles: ReadonlyMap<string, { readonly etag: string; readonly text: string }>;
  readonly quarantine: ReadonlyMap<string, Quarantined>;
  readonly rollback: RollbackSight | null;
  readonly batches: ReadonlyMap<string, BatchEntry>;
  readonly conflicts: readonly ListedConflict[];
}

const none = new Map<string, never>();

function emptyBooks(device: DeviceId): Books {
  return {
    device,
    lastId: 0,
    known: none,
    pending: none,
    unsent: [],
    tooLarge: none,
    outbox: none,
    cursors: none,
    peerFiles: none,
    quarantine: none,
    rollback: null,
    batches: none,
    conflicts: [],
  };
}

/** The record store of one device in memory. It survives what tests call a crash as a disk would. */
export function memoryRecordStore(device: DeviceId, from?: Books): MemoryRecordStore {
  let books = from ?? emptyBooks(device);
  const change = (part: Partial<Books>) => {
    books = { ...books, ...part };
  };
  const nextId = () => {
    change({ lastId: books.lastId + 1 });
    return books.lastId;
  };
  const own = { read: () => books, change, nextId };
  return {
    ...pendingRecords(own),
    ...outbox(own),
    ...peers(own),
    ...conflicts(own),
    deviceId: () => books.device,
    copy: () => memoryRecordStore(books.device, books),
    allPending: () => [...books.pending.values()],
    renewDevice: (renewed) => change({ device: renewed }),
    transaction(work) {
      const before = books;
      try {
        return work();
      } catch (error) {
        books = before;
        throw error;
      }
    },
  };
}

interface Own {
  read(): Books;
  change(part: Partial<Books>): void;
  nextId(): number;
}

function pendingRecords({ read, change }: Own) {
  return {
    known: (key) => read().known.get(key) ?? null,
    setKnown: (record) => change({ known: new Map(read().known).set(record.key, record) }),
    pending: (key) => read().pending.get(key) ?? null,
    setPending: (pending) => change({ pending: new Map(read().pending).set(pending.key, pending) }),
    clearPending: (key) => change({ pending: without(read().pending, key) }),
  } satisfies Partial<RecordStore>;
}

function outbox({ read, change, nextId }: Own) {
  const add = (stream: UnsentLine['stream'], line: string) => {
    const id = nextId();
    change({ unsent: [...read().unsent, { id, stream, line }] });
  };
  const idOf = (stream: string, seq: number) => `${stream}/${String(seq).padStart(10, '0')}`;
  const segments = (stream: string) =>
    [...read().outbox.values()].filter((segment) => segment.stream === stream).sort((a, b) => a.seq - b.seq);
  return {
    addUnsent: (record) => add(streamOf(record.kind), encodeRecord(record, null)),
    addUnsentBatch: (batch) => add('core', encodeBatch(batch)),
    unsent(stream, bytesMax) {
      let bytes = 0;
      const lines = read().unsent.filter((line) => line.stream === stream);
      const end = lines.findIndex(({ line }, index) => (bytes += Buffer.byteLength(line)) > bytesMax && index > 0);
      return end < 0 ? lines : lines.slice(0, end);
    },
    unsentCount: () => read().unsent.length,
    pack: (segment, lines) =>
      change({
        outbox: new Map(read().outbox).set(idOf(segment.stream, segment.seq), segment),
        unsent: read().unsent.filter(({ id }) => !lines.includes(id)),
      }),
    setTooLarge: (record, line) =>
      change({
        tooLarge: new Map(read().tooLarge).set(record.key, record),
        unsent: read().unsent.filter(({ id }) => id !== line),
      }),
    clearTooLarge: (key) => change({ tooLarge: without(read().tooLarge, key) }),
    tooLarge: () => [...read().tooLarge.values()],
    ownHead: (stream) => segments(stream).at(-1) ?? null,
    unverified: (stream, limit) =>
      segments(stream)
        .filter(({ state }) => state !== 'verified')
        .slice(0, limit)
        .map(({ stream: name, seq, key, sha256, count, state }) => ({ stream: name, seq, key, sha256, count, state })),
    ownSegment: (stream, seq) => read().outbox.get(idOf(stream, seq)) ?? null,
    setSegmentState(stream, seq, state) {
      const segment = read().outbox.get(idOf(stream, seq));
      if (segment !== undefined) {
        change({ outbox: new Map(read().outbox).set(idOf(stream, seq), { ...segment, state }) });
      }
    },
    dropSegment: (stream, seq) => change({ outbox: without(read().outbox, idOf(stream, seq)) }),
  } satisfies Partial<RecordStore>;
}

function peers({ read, change }: Own) {
  const idOf = ({ device, stream, seq }: Pick<Quarantined, 'device' | 'stream' | 'seq'>) =>
    `${device}/${stream}/${String(seq).padStart(10, '0')}`;
  return {
    cursor: (device, stream) => read().cursors.get(`${device}/${stream}`)?.cursor ?? cursorStart,
    setCursor: (device, stream, cursor) =>
      change({ cursors: new Map(read().cursors).set(`${device}/${stream}`, { device, stream, cursor }) }),
    cursors: () => [...read().cursors.values()],
    peerFile: (device) => read().peerFiles.get(device) ?? null,
    setPeerFile: (device, file) => change({ peerFiles: new Map(read().peerFiles).set(device, file) }),
    quarantined: () => [...read().quarantine.values()],
    quarantine: (entry) => change({ quarantine: new Map(read().quarantine).set(idOf(entry), entry) }),
    clearQuarantine: (entry) => change({ quarantine: without(read().quarantine, idOf(entry)) }),
    rollbackSight: () => read().rollback,
    setRollbackSight: (rollback) => change({ rollback }),
    batch: (id) => read().batches.get(id) ?? null,
    addBatch: (batch) => change({ batches: new Map(read().batches).set(batch.id, batch) }),
  } satisfies Partial<RecordStore>;
}

function conflicts({ read, change, nextId }: Own) {
  const pairOf = ({ key, winner, loser }: Pick<ListedConflict, 'key' | 'winner' | 'loser'>) =>
    [key, ...[winner, loser].map((version) => JSON.stringify(version)).sort()].join();
  return {
    addConflict(kind, key, conflict, at) {
      const listed = { ...conflict, id: 0, kind, key, at, settled: false };
      if (read().conflicts.some((other) => pairOf(other) === pairOf(listed))) return false;
      const id = nextId();
      change({ conflicts: [...read().conflicts, { ...listed, id }] });
      return true;
    },
    conflicts: (settled) => read().conflicts.filter((conflict) => conflict.settled === settled),
  } satisfies Partial<RecordStore>;
}

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
