import { z } from 'zod';
import type { RestorePoint } from '../../model/history.ts';
import type { QueryAnswer } from '../api/contract-panel.ts';
import { cursorOf, placeIn } from './cursor.ts';
import type { QueryDesk } from './desk.ts';
import type { Params } from './params.ts';

type Point = QueryAnswer<'points'>['points'][number];

const place = z.tuple([z.number(), z.string().max(100)]);
const dayMs = 86_400_000;
const whyCharsMax = 400;

/** The copies on this machine. */
export function pointsHere({ state, retention }: Pick<QueryDesk, 'state' | 'retention'>): Point[] {
  return state.restorePoints().map((point) => pointHere(point, retention));
}

function pointHere(
  { id, at, kind, why, bytes, digest, rows, origin }: RestorePoint,
  retention: QueryDesk['retention'],
): Point {
  return {
    id,
    at,
    kind,
    where: 'here',
    why: why.slice(0, whyCharsMax),
    label: origin?.host.slice(0, whyCharsMax) ?? null,
    bytes,
    rows: { ...rows },
    damaged: digest === null,
    // Ordinary copies go by their number, not by their age (model/retention.ts).
    keptUntil: kind === 'set-aside' ? at + retention.setAsideDays * dayMs : null,
  };
}

/** One page of them, newest first. Throws `usage` for a foreign cursor. */
export function pageOfPoints(points: readonly Point[], { before, limit }: Params<'points'>): QueryAnswer<'points'> {
  const from = placeIn(before, place);
  const all = points.toSorted(byPlace);
  const left = from === null ? all : all.filter((point) => byPlace({ at: from[0], id: from[1] }, point) < 0);
  const shown = left.slice(0, limit);
  const last = shown.at(-1);
  return { points: shown, next: left.length > limit && last !== undefined ? cursorOf([last.at, last.id]) : null };
}

type Placed = Pick<Point, 'at' | 'id'>;

/** Of one moment the greater id first; two heads of one revision are one place. */
function byPlace(a: Placed, b: Placed): number {
  return b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}
