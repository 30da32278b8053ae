/** The pull of the Python membridge, written after its description (core/FORMATS.md); in Python itself where that is there. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { sha256, type PythonStore } from './python-layout.ts';

/** Reads `<folder>/sum`, `<folder>/db` and `<folder>/manifest`, and puts the database to `target`. */
const script = `
import hashlib, json, os, sqlite3, sys
folder, target = sys.argv[1], sys.argv[2]
wanted = open(os.path.join(folder, "sum")).read().split()[0]
tmp = target + ".tmp"
os.replace(os.path.join(folder, "db"), tmp)
h = hashlib.sha256()
with open(tmp, "rb") as f:
    for chunk in iter(lambda: f.read(65536), b""):
        h.update(chunk)
if h.hexdigest() != wanted:
    sys.exit("sha mismatch")
m = json.load(open(os.path.join(folder, "manifest")))
os.replace(tmp, target)
c = sqlite3.connect(target)
assert c.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
assert c.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
for table in ("observations", "session_summaries", "user_prompts"):
    assert c.execute("SELECT COUNT(*) FROM " + table).fetchone()[0] == m[table], table
assert c.execute("SELECT COUNT(*) FROM sqlite_master WHERE type='table'").fetchone()[0] == m["tables"]
assert m["sha256"] == wanted and m["db_size"] == os.path.getsize(target)
`;

/** Pulls into `target`; null when it was taken, else why not. `manner` says who did it. */
export async function pythonPull(
  store: PythonStore,
  id: string,
  target: string,
): Promise<{ refused: string | null; manner: 'python' | 'node' }> {
  const names = { sum: 'claude-mem.db.sha256', db: 'claude-mem.db', manifest: 'manifest.json' };
  const folder = `${target}.incoming`;
  mkdirSync(folder, { recursive: true });
  mkdirSync(dirname(target), { recursive: true });
  for (const [name, object] of Object.entries(names)) {
    const body = await store.get(`projects/${id}/sqlite/${object}`);
    if (body === null) return { refused: `${object} is missing`, manner: 'node' };
    writeFileSync(join(folder, name), body);
  }
  if (spawnSync('python3', ['-c', 'import sqlite3']).status !== 0) return pullInNode(store, id, folder, target);
  const { status, stderr } = spawnSync('python3', ['-c', script, folder, target], { encoding: 'utf8' });
  return { refused: status === 0 ? null : stderr.trim() || 'unknown', manner: 'python' };
}

async function pullInNode(store: PythonStore, id: string, folder: string, target: string) {
  const get = async (name: string) => (await store.get(`projects/${id}/sqlite/${name}`)) ?? Buffer.alloc(0);
  const body = await get('claude-mem.db');
  const wanted = (await get('claude-mem.db.sha256')).toString().split(/\s+/)[0];
  if (sha256(body) !== wanted) return { refused: 'sha mismatch', manner: 'node' as const };
  const manifest = JSON.parse((await get('manifest.json')).toString()) as Record<string, unknown>;
  renameSync(join(folder, 'db'), target);
  const db = new Database(target, { readonly: true });
  const count = (from: string) => db.prepare(`SELECT count(*) FROM ${from}`).pluck().get();
  const tables = ['observations', 'session_summaries', 'user_prompts'];
  const isRight = tables.every((table) => count(table) === manifest[table]) && existsSync(target);
  db.close();
  return { refused: isRight ? null : 'counts differ', manner: 'node' as const };
}
