import { streamOf, type KnownKind } from '../../model/records/kinds.ts';
import type { RecordKey } from '../../model/records/record.ts';
import { mappedRowOf } from './known-state.ts';
import type { RecordTools } from './tools.ts';

/** A row whose record is not named by what it says now: it was edited since (protocol.md section 3, 'Key'). */
export interface FrozenKey {
  readonly kind: KnownKind;
  readonly rowid: number;
  readonly key: RecordKey;
}

/** The rows that would not find their record again once the row map is forgotten. */
export async function frozenKeys({ records, store, clock, streams }: RecordTools): Promise<readonly FrozenKey[]> {
  const frozen: FrozenKey[] = [];
  const reading = await records.open();
  try {
    for (const kind of reading.kinds.filter((each) => streams.has(streamOf(each)))) {
      let page = reading.rowsAfter(kind, 0);
      for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
        for (const { rowid, identity } of page) {
          const key = store.mappedRow(kind, rowid)?.key ?? identity;
          if (key !== identity) frozen.push({ kind, rowid, key });
        }
        await clock.sleep(0);
        page = reading.rowsAfter(kind, last.rowid);
      }
    }
  } finally {
    reading.close();
  }
  return frozen;
}

/** Maps those rows again whose record somebody else has, so that it is brought to them. */
export async function mapFrozen({ records, store }: RecordTools, frozen: readonly FrozenKey[]): Promise<void> {
  const reading = await records.open();
  try {
    store.transaction(() => {
      for (const { kind, rowid, key } of frozen) {
        const row = reading.row(kind, rowid);
        if (row !== null && store.pending(key)?.state.kind === 'live') store.mapRow(mappedRowOf(store, row, key));
      }
    });
  } finally {
    reading.close();
  }
}
