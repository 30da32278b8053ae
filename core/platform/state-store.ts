import type Database from 'better-sqlite3';
import { fail } from '../model/errors.ts';
import type { DeviceId } from '../model/ids.ts';
import type { JournalAct, JournalEntry } from '../model/journal.ts';
import type { StateStore } from '../ports/state-store.ts';
import {
  baseRow,
  deviceRow,
  headSeenRow,
  historyRow,
  journalRow,
  leaseSightRow,
  noteRow,
  pointRow,
  storedPartRow,
  valueRow,
} from './state-rows.ts';
import { stateStatements, type StateStatements } from './state-statements.ts';

/** Acts that `history` can show and `undo` can go back over: years of ordinary use. Older ones go. */
const historyKept = 10_000;

/** StateStore over an open state database of the newest schema. Faults: `state-damaged`, `disk-full`, `home-busy`. */
export function stateStoreOver(db: Database.Database): StateStore {
  const sql = stateStatements(db);
  return {
    deviceId: () => deviceOf(sql),
    base: () => sql.one('base', baseRow, 'SELECT base FROM base')?.base ?? null,
    setBase(base) {
      if (base === null) return sql.run('DELETE FROM base');
      return sql.run('INSERT OR REPLACE INTO base VALUES (1, ?)', JSON.stringify(base));
    },
    lastSnapshotNumber: () => counter(sql, 'snapshot'),
    setLastSnapshotNumber: (number) => setCounter(sql, 'snapshot', number),
    leaseSight: () => sql.one('lease_sight', leaseSightRow, 'SELECT etag, at FROM lease_sight'),
    setLeaseSight(sight) {
      if (sight === null) return sql.run('DELETE FROM lease_sight');
      return sql.run('INSERT OR REPLACE INTO lease_sight VALUES (1, ?, ?)', sight.etag, sight.at);
    },
    publishJournal() {
      const entry = journalOf(sql, 'publish');
      return entry?.act === 'publish' ? entry : null;
    },
    replaceJournal() {
      const entry = journalOf(sql, 'replace');
      return entry?.act === 'replace' ? entry : null;
    },
    setJournal: (entry) => sql.run('INSERT OR REPLACE INTO journal VALUES (?, ?)', entry.act, JSON.stringify(entry)),
    clearJournal: (act) => sql.run('DELETE FROM journal WHERE act = ?', act),
    ...histories(sql),
    ...restorePoints(sql),
    ...remoteSights(sql),
    note: (name) => sql.one('notes', noteRow, 'SELECT value FROM notes WHERE name = ?', name)?.value ?? null,
    setNote: (name, value) => sql.run('INSERT OR REPLACE INTO notes VALUES (?, ?)', name, value),
    transaction: sql.transaction,
    close: () => void db.close(),
  };
}

/** Reads what every act needs: throws `state-damaged` where a row is not as its schema says. */
export function checkEssentials(store: StateStore): void {
  store.deviceId();
  store.base();
  store.publishJournal();
  store.replaceJournal();
  store.leaseSight();
}

function deviceOf(sql: StateStatements): DeviceId {
  const row = sql.one('device', deviceRow, 'SELECT id FROM device');
  if (row === null) throw fail('state-damaged', { path: sql.path, finding: 'it names no device' });
  return row.id;
}

function journalOf(sql: StateStatements, act: JournalAct): JournalEntry | null {
  return sql.one('journal', journalRow, 'SELECT entry FROM journal WHERE act = ?', act)?.entry ?? null;
}

function counter(sql: StateStatements, name: string): number {
  return sql.one('counters', valueRow, 'SELECT value FROM counters WHERE name = ?', name)?.value ?? 0;
}

function setCounter(sql: StateStatements, name: string, value: number): void {
  sql.run('INSERT OR REPLACE INTO counters VALUES (?, ?)', name, value);
}

type Histories = Pick<StateStore, 'history' | 'historyEntry' | 'addHistory'>;

function histories(sql: StateStatements): Histories {
  const historyEntry: Histories['historyEntry'] = (id) =>
    sql.one('history', historyRow, 'SELECT id, entry FROM history WHERE id = ?', id);
  return {
    history: (limit) => sql.all('history', historyRow, 'SELECT id, entry FROM history ORDER BY id DESC LIMIT ?', limit),
    historyEntry,
    addHistory: (entry) =>
      sql.transaction(() => {
        sql.run('INSERT INTO history (entry) VALUES (?)', JSON.stringify(entry));
        sql.run('DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - ?', historyKept);
        const [added] = sql.all('history', historyRow, 'SELECT id, entry FROM history ORDER BY id DESC LIMIT 1');
        if (added === undefined) throw new Error('the row just added is not there');
        return added;
      }),
  };
}

function restorePoints(
  sql: StateStatements,
): Pick<StateStore, 'restorePoints' | 'nextRestorePointId' | 'addRestorePoint' | 'removeRestorePoint'> {
  return {
    restorePoints: () =>
      sql
        .all('restore_points', pointRow, 'SELECT point FROM restore_points ORDER BY number DESC')
        .map(({ point }) => point),
    // Counted on at once: an id that was handed out may already name a folder.
    nextRestorePointId: () =>
      sql.transaction(() => {
        const number = counter(sql, 'restore-point') + 1;
        setCounter(sql, 'restore-point', number);
        return `r${number}`;
      }),
    addRestorePoint: (point) =>
      sql.run('INSERT OR REPLACE INTO restore_points VALUES (?, ?)', numberOf(point.id), JSON.stringify(point)),
    removeRestorePoint: (id) => sql.run('DELETE FROM restore_points WHERE number = ?', numberOf(id)),
  };
}

/** `r12` -> 12; an id of another form names no row. */
function numberOf(id: string): number {
  return /^r\d+$/.test(id) ? Number(id.slice(1)) : -1;
}

function remoteSights(
  sql: StateStatements,
): Pick<StateStore, 'storedPart' | 'addStoredParts' | 'forgetStoredParts' | 'headSeen' | 'setHeadSeen'> {
  return {
    storedPart: (plainSha256) =>
      sql.one('stored_parts', storedPartRow, 'SELECT * FROM stored_parts WHERE plain_sha256 = ?', plainSha256),
    addStoredParts: (parts) =>
      sql.transaction(() => {
        for (const part of parts) {
          const { plainSha256, key, plainBytes, storedBytes, storedSha256 } = part;
          sql.run(
            'INSERT OR REPLACE INTO stored_parts VALUES (?, ?, ?, ?, ?)',
            plainSha256,
            key,
            plainBytes,
            storedBytes,
            storedSha256,
          );
        }
      }),
    forgetStoredParts: () => sql.run('DELETE FROM stored_parts'),
    headSeen: (device) =>
      sql.one('head_seen', headSeenRow, 'SELECT revision, epoch, nonce FROM head_seen WHERE device = ?', device),
    setHeadSeen: (device, seen) =>
      sql.run('INSERT OR REPLACE INTO head_seen VALUES (?, ?, ?, ?)', device, seen.revision, seen.epoch, seen.nonce),
  };
}
