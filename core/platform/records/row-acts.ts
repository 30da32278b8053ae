import { z } from 'zod';
import { bodySchema, type Hash128 } from '../../model/records/body.ts';
import { kindSchema } from '../../model/records/kinds.ts';
import { sessionRefSchema } from '../../model/records/record.ts';
import type { PreImage, RowAct, RowActs } from '../../ports/record-acts.ts';
import { json } from '../state-rows.ts';
import { hashColumn, keyColumn, packHash, packHex } from './packed-hex.ts';
import { readerOf, type RecordStatements } from './record-statements.ts';
import { encodeBodyText } from './stored-state.ts';

const rowAct = readerOf(
  'row_acts',
  z.object({
    id: z.string(),
    act: z.enum(['apply', 'restore', 'undo', 'force-push', 'import', 'confirmed']),
    at: z.number(),
    state: z.enum(['begun', 'done', 'undone']),
  }) satisfies z.ZodType<RowAct>,
);

const imageColumns = 'p.kind, p.key, p.ref, p.before, p.after';
const preImage = readerOf(
  'pre_images',
  z
    .object({
      kind: kindSchema,
      key: keyColumn,
      ref: json(sessionRefSchema).nullable(),
      before: json(bodySchema).nullable(),
      after: hashColumn,
    })
    .transform((row): PreImage => ({ ...row, after: row.after as Hash128 | null })),
);
const count = readerOf('pre_images', z.object({ count: z.int() }));

/** Acts on the rows here that can be undone, with what stood there before. */
export function rowActsOver(sql: RecordStatements): RowActs {
  return {
    addAct: ({ id, act, at, state }) =>
      void sql.run(
        'INSERT INTO row_acts (id, act, at, state) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
        id,
        act,
        at,
        state,
      ),
    act: (id) => sql.one(rowAct, 'SELECT id, act, at, state FROM row_acts WHERE id = ?', id),
    acts: (limit) => sql.all(rowAct, 'SELECT id, act, at, state FROM row_acts ORDER BY number DESC LIMIT ?', limit),
    setActState: (id, state) => void sql.run('UPDATE row_acts SET state = ? WHERE id = ?', state, id),
    ...preImages(sql),
    forgetActsBefore: (at) =>
      sql.transaction(() => {
        sql.run(
          `DELETE FROM pre_images WHERE act IN (SELECT number FROM row_acts WHERE at < ? AND state <> 'begun')`,
          at,
        );
        return sql.run(`DELETE FROM row_acts WHERE at < ? AND state <> 'begun'`, at);
      }),
  };
}

function preImages(
  sql: RecordStatements,
): Pick<RowActs, 'addPreImage' | 'preImage' | 'preImagesAfter' | 'preImageCount'> {
  const from = 'FROM pre_images p WHERE p.act = (SELECT number FROM row_acts WHERE id = ?)';
  return {
    addPreImage: (act, { kind, key, ref, before, after }) =>
      void sql.run(
        `INSERT INTO pre_images (act, key, kind, ref, before, after)
          VALUES ((SELECT number FROM row_acts WHERE id = ?), ?, ?, ?, ?, ?)
          ON CONFLICT (act, key) DO UPDATE SET after = excluded.after`,
        act,
        packHex(key),
        kind,
        ref === null ? null : JSON.stringify(ref),
        before === null ? null : encodeBodyText(before),
        after === null ? null : packHash(after),
      ),
    preImage: (act, key) => sql.one(preImage, `SELECT ${imageColumns} ${from} AND p.key = ?`, act, packHex(key)),
    preImagesAfter: (act, key, limit) =>
      sql.all(
        preImage,
        `SELECT ${imageColumns} ${from} AND p.key > ? ORDER BY p.key LIMIT ?`,
        act,
        packHex(key),
        limit,
      ),
    preImageCount: (act) => sql.one(count, `SELECT count(*) AS count ${from}`, act)?.count ?? 0,
  };
}
