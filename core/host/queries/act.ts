import { z } from 'zod';
import { fail } from '../../model/errors.ts';
import type { HistoryEntry } from '../../model/history.ts';
import type { RecordKey } from '../../model/records/record.ts';
import type { QueryAnswer } from '../api/contract-panel.ts';
import { cameOf, sentOf, type ActRecord } from './act-records.ts';
import { shownActivity } from './activity.ts';
import { cursorOf, placeIn } from './cursor.ts';
import type { QueryDesk } from './desk.ts';
import type { Params } from './params.ts';

const place = z.tuple([z.enum(['came', 'sent']), z.string().regex(/^(?:[0-9a-f]{32})?$/)]);
/** `tables` of the contract. */
const tablesMax = 50;
const nameCharsMax = 100;

type Desk = Pick<QueryDesk, 'mode' | 'own' | 'state' | 'store' | 'memory'>;

/** One act and a page of the rows that it moved. Throws `act-unknown`, `usage` for a foreign cursor; faults of the source. */
export async function actAnswer(desk: Desk, { id, before, limit }: Params<'act'>): Promise<QueryAnswer<'act'>> {
  const entry = desk.state.historyEntry(id);
  if (entry === null) throw fail('act-unknown', { id: String(id) });
  const [way, key] = placeIn(before, place) ?? (['came', ''] as const);
  const memory = await desk.memory();
  const came = cameOf(desk, entry);
  const sent = sentOf(desk, entry);
  const found: { readonly at: readonly [ActRecord['way'], string]; readonly record: ActRecord }[] = [];
  for (const [name, part] of [['came', came] as const, ['sent', sent] as const]) {
    if ((name === 'came' && way === 'sent') || found.length > limit) continue;
    const page = part.after(memory, (name === way ? key : '') as RecordKey | '', limit + 1 - found.length);
    found.push(...page.map((each) => ({ at: [name, each.key] as const, record: each.record })));
  }
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    entry: shownActivity(desk, entry),
    records: shown.map(({ record }) => record),
    next: found.length > limit && last !== undefined ? cursorOf(last.at) : null,
    known: { came: came.count, sent: sent.count },
    tables: tablesOf(entry),
  };
}

/** Of an act that put a whole memory in place. */
function tablesOf({ merge, rowsBefore, rowsAfter }: HistoryEntry): QueryAnswer<'act'>['tables'] {
  if (merge !== undefined || rowsAfter === null) return [];
  return [...new Set([...Object.keys(rowsBefore ?? {}), ...Object.keys(rowsAfter)])]
    .slice(0, tablesMax)
    .map((name) => ({
      name: name.slice(0, nameCharsMax),
      before: rowsBefore?.[name] ?? 0,
      after: rowsAfter[name] ?? 0,
    }));
}
