import { z } from 'zod';
import { deviceIdSchema } from '../../model/ids.ts';
import { cursorSchema, cursorStart } from '../../model/records/cursor.ts';
import { streamSchema } from '../../model/records/kinds.ts';
import { batchSchema, encodeBatch } from '../../model/records/record-line.ts';
import type { Peers, Quarantined, RollbackSight } from '../../ports/record-store.ts';
import { json } from '../state-rows.ts';
import { readerOf, type RecordStatements } from './record-statements.ts';

const cursor = readerOf(
  'cursors',
  z.object({ device: deviceIdSchema, stream: streamSchema, cursor: json(cursorSchema) }),
);
const peerFile = readerOf('peer_files', z.object({ etag: z.string(), text: z.string() }));
const peerDevice = readerOf('peer_files', z.object({ device: deviceIdSchema }));
const quarantined = readerOf(
  'quarantine',
  z.object({
    device: deviceIdSchema,
    stream: streamSchema,
    seq: z.int().min(0),
    finding: z.string(),
    since: z.number(),
    by: z.string(),
  }) satisfies z.ZodType<Quarantined>,
);
const rollbackSight = readerOf(
  'rollback_sight',
  z.object({ evidence: z.string(), at: z.number() }) satisfies z.ZodType<RollbackSight>,
);
const batch = readerOf('confirmed_batches', z.object({ batch: json(batchSchema) }));

const cursorColumns = 'device, stream, cursor';
const quarantineColumns = 'device, stream, seq, finding, since, by';

/** What is known of the other devices' logs. */
export function peersOver(sql: RecordStatements): Peers {
  return {
    cursor: (device, stream) =>
      sql.one(cursor, `SELECT ${cursorColumns} FROM cursors WHERE device = ? AND stream = ?`, device, stream)?.cursor ??
      cursorStart,
    setCursor: (device, stream, read) =>
      void sql.run(
        `INSERT OR REPLACE INTO cursors (${cursorColumns}) VALUES (?, ?, ?)`,
        device,
        stream,
        JSON.stringify(read),
      ),
    cursors: () => sql.all(cursor, `SELECT ${cursorColumns} FROM cursors ORDER BY device, stream`),
    peerFile: (device) => sql.one(peerFile, 'SELECT etag, text FROM peer_files WHERE device = ?', device),
    peerDevices: () => sql.all(peerDevice, 'SELECT device FROM peer_files ORDER BY device').map(({ device }) => device),
    setPeerFile: (device, { etag, text }) =>
      void sql.run('INSERT OR REPLACE INTO peer_files (device, etag, text) VALUES (?, ?, ?)', device, etag, text),
    quarantined: () => sql.all(quarantined, `SELECT ${quarantineColumns} FROM quarantine ORDER BY device, stream, seq`),
    quarantine: ({ device, stream, seq, finding, since, by }) =>
      void sql.run(
        `INSERT OR REPLACE INTO quarantine (${quarantineColumns}) VALUES (?, ?, ?, ?, ?, ?)`,
        device,
        stream,
        seq,
        finding,
        since,
        by,
      ),
    clearQuarantine: ({ device, stream, seq }) =>
      void sql.run('DELETE FROM quarantine WHERE device = ? AND stream = ? AND seq = ?', device, stream, seq),
    rollbackSight: () => sql.one(rollbackSight, 'SELECT evidence, at FROM rollback_sight'),
    setRollbackSight(sight) {
      if (sight === null) return void sql.run('DELETE FROM rollback_sight');
      return void sql.run('INSERT OR REPLACE INTO rollback_sight VALUES (1, ?, ?)', sight.evidence, sight.at);
    },
    batch: (id) => sql.one(batch, 'SELECT batch FROM confirmed_batches WHERE id = ?', id)?.batch ?? null,
    addBatch: (entry) =>
      void sql.run('INSERT OR REPLACE INTO confirmed_batches (id, batch) VALUES (?, ?)', entry.id, encodeBatch(entry)),
  };
}
