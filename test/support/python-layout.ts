/** Writes and reads a bucket as the Python membridge is documented to do it (core/FORMATS.md), sharing no code with ours. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';

/** Where its objects go: a folder here, a bucket in the integration tests. */
export interface PythonStore {
  put(key: string, body: Buffer): Promise<void>;
  get(key: string): Promise<Buffer | null>;
}

export function folderStore(folder: string): PythonStore {
  return {
    async put(key, body) {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), body);
    },
    async get(key) {
      try {
        return readFileSync(join(folder, key));
      } catch {
        return null;
      }
    },
  };
}

export const sha256 = (body: Buffer | string) => createHash('sha256').update(body).digest('hex');
export const pythonId = (project: string) => sha256(project).slice(0, 16);
const json = (value: object) => Buffer.from(JSON.stringify(value, null, 2));

export interface PythonPush {
  readonly project: string;
  /** Where an old version, or a mistake in a document, put it. */
  readonly id?: string;
  readonly host: string;
  readonly at?: Date;
}

/** `push_sqlite` from its snapshot on: VACUUM INTO, lock, database, checksum, manifest. Returns the bytes of the database. */
export async function pythonPush(store: PythonStore, database: string, push: PythonPush): Promise<Buffer> {
  const { project, host, at = new Date() } = push;
  const id = push.id ?? pythonId(project);
  const { body, counts } = vacuumed(database);
  await pythonLock(store, { id, project, host, timestamp: Math.floor(at.getTime() / 1_000) - 8_000 });
  await store.put(`projects/${id}/sqlite/claude-mem.db`, body);
  await store.put(`projects/${id}/sqlite/claude-mem.db.sha256`, Buffer.from(`${sha256(body)}  claude-mem.db\n`));
  const timestamp = at.toISOString().replace('Z', '456+00:00');
  const facts = { project, canonical_id: id, timestamp, source_host: host, db_size: body.length, sha256: sha256(body) };
  await store.put(`projects/${id}/sqlite/manifest.json`, json({ ...facts, ...counts }));
  const issued_at = Math.floor(at.getTime() / 1_000);
  const lease = {
    canonical_id: id,
    primary_node_id: host,
    issued_at,
    expires_at: issued_at + 3_600,
    lease_seconds: 3_600,
    epoch: 3,
    policy: 'primary_authoritative',
    issued_by: host,
  };
  await store.put(`projects/${id}/leadership/lease.json`, json(lease));
  const audit = { ...lease, event: 'lease_written', timestamp };
  await store.put(`projects/${id}/leadership/audit/20260226T100000Z-${host}.json`, json(audit));
  return body;
}

export async function pythonLock(
  store: PythonStore,
  lock: { id: string; project: string; host: string; timestamp: number },
): Promise<void> {
  const { id, project, host, timestamp } = lock;
  await store.put(`projects/${id}/locks/active.lock`, json({ hostname: host, timestamp, project, canonical_id: id }));
}

function vacuumed(database: string): { body: Buffer; counts: Record<string, number> } {
  const snapshot = `${database}.snap.db`;
  const db = new Database(database);
  try {
    db.prepare('VACUUM INTO ?').run(snapshot);
    const count = (sql: string) => db.prepare(`SELECT count(*) FROM ${sql}`).pluck().get() as number;
    const counts = {
      observations: count('observations'),
      session_summaries: count('session_summaries'),
      user_prompts: count('user_prompts'),
      tables: count("sqlite_master WHERE type='table'"),
    };
    return { body: readFileSync(snapshot), counts };
  } finally {
    db.close();
    rmSync(snapshot, { force: true });
  }
}
