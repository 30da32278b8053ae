import { z } from 'zod';
import { deviceIdSchema, type DeviceId } from '../../model/ids.ts';
import {
  memoryKinds,
  type BrowseFilter,
  type ListedMemory,
  type MemoryMark,
  type RowOrigin,
} from '../../ports/memory-browser.ts';
import type { QueryAnswer } from '../api/contract-panel.ts';
import { cursorOf, placeIn } from './cursor.ts';
import { shownDevice, type QueryDesk, type ShownDevice } from './desk.ts';
import { memoryIdOf } from './memory-id.ts';
import type { Params } from './params.ts';

const place = z.tuple([z.number(), z.enum(memoryKinds), z.int()]);

type Desk = Pick<QueryDesk, 'mode' | 'own' | 'store' | 'memory'>;

/** The memory newest first, all kinds in one list; with words, those that its full text finds. Faults: `usage`, the source's. */
export async function memoriesAnswer(desk: Desk, params: Params<'memories'>): Promise<QueryAnswer<'memories'>> {
  const after = markIn(params.before) ?? markAt(params.until);
  const memory = await desk.memory();
  const filter = memory === null ? null : filterOf(desk, params);
  if (memory === null || filter === null) return { memories: [], next: null, total: 0 };
  const found = memory.list(filter, after, params.limit + 1);
  const shown = found.slice(0, params.limit);
  const last = shown.at(-1);
  return {
    memories: shown.map((row) => shownRow(desk, row)),
    next: found.length > params.limit && last !== undefined ? cursorOf([last.at, last.kind, last.rowid]) : null,
    total: memory.count(filter),
  };
}

function shownRow(desk: Desk, row: ListedMemory): QueryAnswer<'memories'>['memories'][number] {
  const { excerpt } = row;
  const [titleHits, excerptHits] = [row.titleHits, row.excerptHits].map((hits) =>
    hits.map(([begin, end]): [number, number] => [begin, end]),
  );
  return { ...shownHead(desk, row), excerpt, titleHits: titleHits ?? [], excerptHits: excerptHits ?? [] };
}

type Known = Pick<ListedMemory, 'kind' | 'rowid' | 'at' | 'project' | 'title' | 'origin'>;

/** What a memory is known by, in a list and alone. */
export function shownHead(desk: Pick<Desk, 'mode' | 'own' | 'store'>, row: Known) {
  return {
    id: memoryIdOf(row),
    kind: row.kind,
    at: Math.max(0, Math.trunc(row.at)),
    project: row.project,
    title: row.title,
    device: deviceOf(desk, row.origin),
  };
}

/** In mirror mode nobody knows who wrote what. */
function deviceOf(desk: Pick<Desk, 'mode' | 'own' | 'store'>, origin: RowOrigin): ShownDevice | null {
  if (desk.mode === 'mirror' || origin === '') return null;
  // What nobody has looked at was written here.
  return shownDevice(desk, (origin ?? desk.own.id) as DeviceId);
}

/** Null: no row can be of that device. */
function filterOf(desk: Desk, { project, query, device, kind }: Params<'memories'>): BrowseFilter | null {
  const kinds = kind === undefined ? memoryKinds : [kind];
  const origins = device === undefined ? null : originsOf(desk, device);
  if (origins?.length === 0) return null;
  return { kinds, project: project ?? null, words: query ?? null, origins };
}

/** `device` '': what was there before the first sync. */
function originsOf({ mode, own }: Desk, device: string): RowOrigin[] {
  if (mode === 'mirror') return device === '' ? [null] : [];
  if (device === '') return [''];
  const id = deviceIdSchema.safeParse(device);
  if (!id.success) return [];
  return id.data === own.id ? [id.data, null] : [id.data];
}

/** Before every row of that moment. */
function markAt(until: number | undefined): MemoryMark | null {
  return until === undefined ? null : { at: until - 1, kind: memoryKinds[0], rowid: Number.MIN_SAFE_INTEGER };
}

function markIn(cursor: string | undefined): MemoryMark | null {
  const found = placeIn(cursor, place);
  return found === null ? null : { at: found[0], kind: found[1], rowid: found[2] };
}
