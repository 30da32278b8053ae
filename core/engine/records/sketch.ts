import { hash } from 'node:crypto';
import { encodeValue, type ColumnValue } from '../../model/records/column-value.ts';
import type { Body } from '../../model/records/body.ts';
import type { RowMap } from '../../ports/record-store.ts';

/** 48 bits: an edit that is missed for an equal hash is one in 10^14, and the row's fingerprint still tells of it. */
const hashChars = 8;

type ColumnSets = Pick<RowMap, 'columnSet' | 'columnNames'>;

/** A short hash of each column in the order of their names, behind the number of the list of names; NULL is empty. */
export function sketchOf(body: Body, sets: ColumnSets): string {
  const names = Object.keys(body).sort();
  return `${sets.columnSet(names)}|${names.map((name) => columnHash(body[name] ?? null)).join(',')}`;
}

/** Columns of `body` that differ from the row as it was sketched; a column that is new since then counts only if it holds something. */
export function columnsEdited(sketch: string, body: Body, sets: ColumnSets): string[] {
  const before = hashesOf(sketch, sets);
  return Object.keys(body).filter((name) => columnHash(body[name] ?? null) !== (before.get(name) ?? ''));
}

/** Number of the list of names that a sketch was made of. */
export function columnSetOf(sketch: string): number {
  return Number(sketch.slice(0, sketch.indexOf('|')));
}

function hashesOf(sketch: string, sets: ColumnSets): ReadonlyMap<string, string> {
  const names = sets.columnNames(columnSetOf(sketch)) ?? [];
  const hashes = sketch.slice(sketch.indexOf('|') + 1).split(',');
  return new Map(names.map((name, n) => [name, hashes[n] ?? '']));
}

function columnHash(value: ColumnValue): string {
  if (value === null) return '';
  return hash('sha256', JSON.stringify(encodeValue(value)), 'base64url').slice(0, hashChars);
}
