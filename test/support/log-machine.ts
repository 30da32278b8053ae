import type { LogTools } from '../../core/engine/records/log-tools.ts';
import { fetchLogs, type Fetched } from '../../core/engine/records/fetch.ts';
import { publish, type Published, type PublishWish } from '../../core/engine/records/publish.ts';
import { deviceIdSchema, type DeviceId, type RepoId } from '../../core/model/ids.ts';
import { born } from '../../core/model/records/edit.ts';
import { recordKey, type LogRecord } from '../../core/model/records/record.ts';
import type { Seal } from '../../core/ports/seal.ts';
import { plainSeal } from '../../core/remotes/seal/plain-seal.ts';
import { fakeClock, type FakeClock } from './fake-clock.ts';
import { fakeRandom } from './fake-random.ts';
import { memoryRecordStore, type MemoryRecordStore } from './memory-record-store.ts';
import { memoryRemote, type MemoryRemote, type Personality } from './memory-remote.ts';
import type { MemoryStore } from './memory-store.ts';
import { silentLogger } from './silent-logger.ts';

/** One device with a record log and no memory: what it writes and reads are records. */
export interface LogMachine {
  readonly tools: LogTools;
  readonly store: MemoryRecordStore;
  readonly remote: MemoryRemote;
  readonly clock: FakeClock;
  device(): DeviceId;
  /** Records that this device captured; returns them. */
  write(...titles: string[]): LogRecord[];
  fetch(): Promise<Fetched>;
  publish(wish?: Partial<PublishWish>): Promise<Published>;
  /** Fetches, publishes what waits and what was asked for, and says what it cost. */
  sync(): Promise<{ readonly fetched: Fetched; readonly published: Published; readonly requests: number }>;
  /** Titles of all records that came from others, sorted. */
  titles(): string[];
}

export interface LogMachineOptions {
  readonly personality?: Personality;
  readonly seal?: Seal;
  readonly store?: MemoryRecordStore;
  readonly clock?: FakeClock;
  readonly version?: string;
  readonly streams?: LogTools['streams'];
}

export const testRepo = 'a'.repeat(32) as RepoId;
const ready: PublishWish = {
  report: { state: 'ready', lastError: null, tool: '13.11.0', floor: {} },
  asked: [],
  doubt: false,
};

export function deviceNamed(label: string): DeviceId {
  return deviceIdSchema.parse(fakeRandom(label).hex(16));
}

export function logMachine(bucket: MemoryStore, label: string, options: LogMachineOptions = {}): LogMachine {
  const { store = memoryRecordStore(deviceNamed(label)), clock = fakeClock(), version = '1.0.0' } = options;
  const remote = memoryRemote(bucket, options.personality);
  const tools: LogTools = {
    remote,
    seal: options.seal ?? plainSeal(testRepo),
    clock,
    random: fakeRandom(`${label}-random-${store.unsentCount()}`),
    log: silentLogger,
    self: { label, platform: 'test', version },
    store,
    state: store,
    streams: options.streams ?? new Set(['core'] as const),
  };
  const publishNow = (wish: Partial<PublishWish> = {}) => publish(tools, { ...ready, ...wish }, {});
  return {
    tools,
    store,
    remote,
    clock,
    device: store.deviceId,
    write(...titles) {
      const records = titles.map((title) => recordOf(title, store.deviceId(), clock.now()));
      for (const record of records) {
        store.addUnsent(record);
        // As capture does: what is published is known here.
        const { version: written, seen, stamps, ref } = record;
        const state = { kind: 'row', version: written, seen, stamps, ref, extra: {} } as const;
        store.setKnown({ kind: record.kind, key: record.key, state, twin: null });
      }
      return records;
    },
    fetch: () => fetchLogs(tools, {}),
    publish: publishNow,
    async sync() {
      const before = remote.requests();
      const fetched = await fetchLogs(tools, {});
      const { asked, doubt } = fetched;
      const published = await publishNow({ asked, doubt });
      return { fetched, published, requests: remote.requests() - before };
    },
    titles: () => titlesIn(store),
  };
}

/** One observation of this title, as a device writes it. */
export function recordOf(title: string, device: DeviceId, wallMs: number): LogRecord {
  const key = recordKey('observation', title);
  return born({ kind: 'observation', key, ref: null }, { title, type: 'discovery' }, null, { device, wallMs });
}

function titlesIn(store: MemoryRecordStore): string[] {
  const titles = store
    .allPending('observation', 'dream')
    .map(({ state }) => (state.kind === 'dead' ? '(dead)' : state.cells['title']?.value));
  return titles.map(String).sort();
}
