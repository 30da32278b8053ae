import type { QueryAnswer } from '../api/contract-panel.ts';
import { titleOfValues } from '../conflict-desk.ts';
import { hlcUntil, type Hlc } from '../../model/records/hlc.ts';
import type { HistoryEntry } from '../../model/history.ts';
import type { Body } from '../../model/records/body.ts';
import type { RecordKind } from '../../model/records/kinds.ts';
import type { RecordKey } from '../../model/records/record.ts';
import { primaryOf } from '../../engine/records/aliases.ts';
import { memoryKinds, type ListedMemory, type MemoryBrowser } from '../../ports/memory-browser.ts';
import type { PreImage } from '../../ports/record-acts.ts';
import type { KnownRecord } from '../../ports/record-store.ts';
import { shownDevice, type QueryDesk } from './desk.ts';
import { memoryIdOf } from './memory-id.ts';

export type ActRecord = QueryAnswer<'act'>['records'][number];

type Desk = Pick<QueryDesk, 'own' | 'store' | 'state'>;

/** A page of one way of an act, ascending by key, each with the key to go on from. */
export type Page = readonly { readonly key: RecordKey; readonly record: ActRecord }[];

/** Rows that an act wrote here, by what stood in them before; 0 and none where that is not kept any more. */
export interface Came {
  readonly count: number;
  after(memory: MemoryBrowser | null, key: RecordKey | '', limit: number): Page;
}

export function cameOf(desk: Desk, entry: HistoryEntry): Came {
  const { store } = desk;
  const own = entry.merge?.rowAct ?? null;
  // An undo on this machine alone is no act of its own: it is the other one backwards.
  const undone = own === null && entry.merge?.reach === 'here' ? actUndone(desk, entry) : null;
  const act = own ?? undone;
  if (act === null) return { count: 0, after: () => [] };
  return {
    count: store.preImageCount(act),
    after: (memory, key, limit) =>
      store.preImagesAfter(act, key, limit).map((image) => ({
        key: image.key,
        record: recordOf(desk, memory, image, 'came', changeOf(image, undone !== null)),
      })),
  };
}

function actUndone({ state }: Desk, { undoes }: HistoryEntry): string | null {
  return undoes === null ? null : (state.historyEntry(undoes)?.merge?.rowAct ?? null);
}

function changeOf({ before, after }: PreImage, isBackwards: boolean): ActRecord['change'] {
  if (before !== null && after !== null) return 'changed';
  return (before === null && after !== null) === isBackwards ? 'deleted' : 'added';
}

/** Records that this machine wrote until an act that sent them, and not before the last one that did. */
export interface Sent {
  readonly count: number;
  after(memory: MemoryBrowser | null, key: RecordKey | '', limit: number): Page;
}

export function sentOf(desk: Desk, entry: HistoryEntry): Sent {
  const { store, own } = desk;
  const published = entry.merge?.published ?? 0;
  if (published === 0) return { count: 0, after: () => [] };
  const { from, acts } = spanBefore(desk, entry.id);
  const span = { from: hlcUntil(from), until: hlcUntil(entry.at), acts };
  return {
    // What was written again since stands under a later act.
    count: Math.min(published, store.writtenCount(own.id, span.from, span.until)),
    after: (memory, key, limit) => sentPage(desk, memory, span, key, limit),
  };
}

interface Span {
  readonly from: Hlc;
  readonly until: Hlc;
  /** What a person's act wrote stands under that one. */
  readonly acts: readonly string[];
}

function sentPage(desk: Desk, memory: MemoryBrowser | null, span: Span, from: RecordKey | '', limit: number): Page {
  const { store, own } = desk;
  const page: { key: RecordKey; record: ActRecord }[] = [];
  for (let key = from; page.length < limit;) {
    const found = store.writtenBetween(own.id, span.from, span.until, key, limit);
    for (const known of found.filter((each) => !span.acts.some((act) => store.preImage(act, each.key) !== null))) {
      const record = recordOf(desk, memory, { ...known, before: null, ref: null }, 'sent', sentChange(known));
      page.push({ key: known.key, record });
    }
    const last = found.at(-1);
    if (last === undefined || found.length < limit) break;
    key = last.key;
  }
  return page.slice(0, limit);
}

/** A first version says every column itself; an edit leaves the stamps of the others. */
function sentChange({ state }: KnownRecord): ActRecord['change'] {
  if (state.kind === 'dead') return 'deleted';
  if (state.kind === 'row') return Object.keys(state.stamps).length === 0 ? 'added' : 'changed';
  if (state.state.kind === 'dead') return 'deleted';
  const { cells, version } = state.state;
  return Object.values(cells).every(({ hlc }) => hlc === version.hlc) ? 'added' : 'changed';
}

/** Acts between two that send: more are not looked through. */
const entriesBackMax = 500;

/** When the last sync before this act sent something, 0 for never, and what persons did since. */
function spanBefore({ state }: Desk, id: number): { readonly from: number; readonly acts: readonly string[] } {
  const acts: string[] = [];
  for (let before = id - 1; before >= Math.max(1, id - entriesBackMax); before -= 1) {
    const entry = state.historyEntry(before);
    if (entry?.merge === undefined) continue;
    if (entry.merge.published > 0) return { from: entry.at, acts };
    if (entry.act !== 'merge' && entry.merge.rowAct !== null) acts.push(entry.merge.rowAct);
  }
  return { from: 0, acts };
}

interface Moved {
  readonly kind: RecordKind;
  readonly key: RecordKey;
  readonly before: Body | null;
  readonly ref: PreImage['ref'];
}

/** As it stands in the memory now; of what is not there, as it stood before the act. */
function recordOf(
  desk: Desk,
  memory: MemoryBrowser | null,
  { kind, key, before, ref }: Moved,
  way: ActRecord['way'],
  change: ActRecord['change'],
): ActRecord {
  const { store } = desk;
  const row = change === 'deleted' ? null : rowOf(desk, memory, key);
  const known = store.known(key)?.state;
  const version = known === undefined ? null : known.kind === 'carried' ? known.state.version : known.version;
  const project = row?.project ?? textIn(before, 'project') ?? ref?.project ?? '';
  return {
    way,
    change,
    kind,
    title: row?.title ?? (before === null ? '' : titleOfValues((column) => before[column])),
    project: project.slice(0, projectCharsMax),
    device: version === null || version.device === '' ? null : shownDevice(desk, version.device),
    memory: row === null ? null : memoryIdOf(row),
  };
}

/** `label` of the contract. */
const projectCharsMax = 400;

function rowOf({ store }: Desk, memory: MemoryBrowser | null, key: RecordKey): ListedMemory | null {
  const [mapped] = store.rowsOf(primaryOf(store, key));
  const kind = memoryKinds.find((each) => each === mapped?.kind);
  return mapped === undefined || kind === undefined ? null : (memory?.one(kind, mapped.rowid) ?? null);
}

function textIn(body: Body | null, column: string): string | null {
  const value = body?.[column];
  return typeof value === 'string' ? value : null;
}
