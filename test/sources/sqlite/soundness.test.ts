import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { isFault, type ErrorCode } from '../../../core/model/errors.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { claudeMemSource } from '../../../core/sources/claude-mem/source.ts';
import { noWorker } from '../../../core/sources/sqlite-file/no-worker.ts';
import { sqliteFileSource } from '../../../core/sources/sqlite-file/source.ts';
import type { Source } from '../../../core/ports/source.ts';
import { fixtureDatabase } from '../../support/fixtures.ts';
import { folderBytes } from '../../support/folder-bytes.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

interface Case {
  readonly source: Source;
  readonly path: string;
  readonly live: string;
  readonly scratch: string;
}

async function memory(t: TestContext): Promise<Case> {
  const root = await scratchFolder(t, 'soundness');
  const [live, scratch] = [join(root, 'live'), join(root, 'scratch')];
  mkdirSync(live);
  mkdirSync(scratch);
  const path = join(live, 'claude-mem.db');
  await fixtureDatabase('base', path);
  const source = claudeMemSource({
    path,
    scratchFolder: scratch,
    clock: systemClock,
    worker: noWorker,
    accepts: async () => ({ kind: 'yes' }),
    hasCloudSync: async () => false,
    createMarkers: async () => {},
  });
  return { source, path, live, scratch };
}

/** First page of a table or index, counted from 1. */
function rootPage(path: string, name: string): number {
  const db = new Database(path);
  const page = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name) as number;
  db.close();
  return page;
}

/** SQL that SQLite itself would refuse on a sound file, then back as it was. */
function edit(path: string, sql: string): void {
  const db = new Database(path);
  db.unsafeMode(true);
  db.pragma('foreign_keys = OFF');
  db.exec(sql);
  db.close();
}

function overwrite(path: string, at: number, bytes: Buffer): void {
  const content = readFileSync(path);
  bytes.copy(content, at);
  writeFileSync(path, content);
}

/** One letter of one key changes: every page is well formed, only the index disagrees with its table. */
function forgeIndex(path: string): void {
  const start = (rootPage(path, 'idx_sdk_sessions_project') - 1) * pageBytes;
  const page = readFileSync(path).subarray(start, start + pageBytes);
  const db = new Database(path);
  const last = db.prepare('SELECT max(project) FROM sdk_sessions').pluck().get() as string;
  db.close();
  const at = page.indexOf(last);
  assert.ok(at > 0);
  overwrite(path, start + at + last.length - 1, Buffer.from('~'));
}

const pageBytes = 4096;

/** How a database is damaged, and which fault says so; `finding` must be in its words. */
const damages: readonly {
  readonly what: string;
  readonly damage: (path: string) => void;
  readonly code: ErrorCode;
  readonly finding?: RegExp;
}[] = [
  { what: 'an empty file', damage: (path) => writeFileSync(path, ''), code: 'source-empty' },
  { what: 'no file', damage: (path) => rmSync(path), code: 'source-missing' },
  { what: 'a folder', damage: (path) => (rmSync(path), mkdirSync(path)), code: 'source-unreadable', finding: /folder/ },
  { what: 'a text', damage: (path) => writeFileSync(path, 'Dear diary,\n'.repeat(1000)), code: 'source-not-database' },
  { what: 'ten bytes', damage: (path) => writeFileSync(path, 'ten bytes.'), code: 'source-not-database' },
  { what: 'a damaged first word', damage: (path) => overwrite(path, 3, Buffer.from('X')), code: 'source-not-database' },
  {
    what: 'a page size that does not exist',
    damage: (path) => overwrite(path, 16, Buffer.from([0x12, 0x34])),
    code: 'source-not-database',
  },
  { what: 'half a file', damage: (path) => truncateSync(path, 600_000), code: 'source-corrupt' },
  {
    what: 'a file that lacks its last page',
    damage: (path) => truncateSync(path, readFileSync(path).length - pageBytes),
    code: 'source-corrupt',
  },
  {
    what: 'a damaged schema page',
    damage: (path) => overwrite(path, 100, Buffer.alloc(60, 0x55)),
    code: 'source-corrupt',
  },
  {
    what: 'a damaged page of a table',
    damage: (path) => overwrite(path, (rootPage(path, 'observations') - 1) * pageBytes, Buffer.alloc(16, 0xee)),
    code: 'source-corrupt',
  },
  {
    what: 'a damaged page of an index',
    damage: (path) =>
      overwrite(path, (rootPage(path, 'idx_observations_project') - 1) * pageBytes + 200, Buffer.alloc(400, 0x41)),
    code: 'source-corrupt',
  },
  {
    what: 'an index that says something else than its table',
    damage: forgeIndex,
    code: 'source-corrupt',
    finding: /idx_sdk_sessions_project/,
  },
  {
    what: 'a child without its session',
    damage: (path) => edit(path, 'DELETE FROM sdk_sessions WHERE id = 3'),
    code: 'source-corrupt',
    finding: /foreign key: \d+ row\(s\) of \w+ point to no row of sdk_sessions/,
  },
  {
    what: 'an empty full-text index',
    damage: (path) => edit(path, "INSERT INTO observations_fts(observations_fts) VALUES('delete-all')"),
    code: 'source-corrupt',
    finding: /full-text index observations_fts/,
  },
  {
    what: 'a full-text index that misses one row',
    damage: (path) =>
      edit(
        path,
        "DROP TRIGGER user_prompts_au; UPDATE user_prompts SET prompt_text = 'changed behind its back' WHERE id = 5",
      ),
    code: 'source-corrupt',
    finding: /full-text index user_prompts_fts/,
  },
];

describe('a source that is not sound', () => {
  for (const { what, damage, code, finding } of damages) {
    it(`is never handed out as an image: ${what} is ${code}`, async (t) => {
      const at = await memory(t);
      damage(at.path);
      const before = code === 'source-missing' || what === 'a folder' ? null : folderBytes(at.live);
      await assert.rejects(at.source.takeImage(join(at.scratch, 'image.db')), (error) => {
        assert.ok(isFault(error), String(error));
        assert.equal(error.code, code, error.message);
        assert.equal((error.data as { path: string }).path, at.path);
        if (finding !== undefined) assert.match(JSON.stringify(error.data), finding);
        return true;
      });
      assert.deepEqual(readdirSync(at.scratch), []);
      if (before !== null) assert.deepEqual(folderBytes(at.live), before);
    });
  }

  it('is told apart at a first look', async (t) => {
    const at = await memory(t);
    writeFileSync(at.path, '');
    assert.deepEqual(await at.source.inspect(), { kind: 'empty' });
    rmSync(at.path);
    assert.deepEqual(await at.source.inspect(), { kind: 'absent' });
    writeFileSync(at.path, 'no database');
    await assert.rejects(at.source.inspect(), (error) => isFault(error, 'source-not-database'));
    assert.equal(await at.source.schemaCookie(), null);
  });

  it('is still copied as it is for the safety copy, as long as SQLite opens it', async (t) => {
    const at = await memory(t);
    edit(at.path, 'DELETE FROM sdk_sessions WHERE id = 3');
    const bytes = await at.source.copyTo(join(at.scratch, 'copy.db'));
    assert.equal(readFileSync(join(at.scratch, 'copy.db')).length, bytes);
    await assert.rejects(at.source.checkImage(join(at.scratch, 'copy.db')), (error) =>
      isFault(error, 'source-corrupt'),
    );
  });

  it('is refused after a replace as well', async (t) => {
    const at = await memory(t);
    overwrite(at.path, (rootPage(at.path, 'observations') - 1) * pageBytes, Buffer.alloc(16, 0xee));
    await assert.rejects(
      at.source.settle(),
      (error) => isFault(error, 'source-corrupt') && error.data.path === at.path,
    );
  });
});

describe('an image that is not sound', () => {
  for (const { what, damage, code: sourceCode } of damages) {
    const code = sourceCode === 'source-empty' ? 'source-not-database' : sourceCode;
    it(`is refused by its own path: ${what}`, async (t) => {
      const at = await memory(t);
      const image = join(at.scratch, 'image.db');
      await at.source.takeImage(image);
      damage(image);
      await assert.rejects(
        at.source.checkImage(image),
        (error) => isFault(error) && error.code === code && (error.data as { path: string }).path === image,
      );
    });
  }

  it('passes when it is sound, with the facts it was taken with, and is not changed', async (t) => {
    const at = await memory(t);
    const image = join(at.scratch, 'image.db');
    const taken = await at.source.takeImage(image);
    const before = folderBytes(at.scratch);
    assert.deepEqual(await at.source.checkImage(image), taken);
    assert.deepEqual(folderBytes(at.scratch), before);
    assert.equal(taken.bytes, readFileSync(image).length);
  });
});

describe('a full-text index of somebody else', () => {
  it('need not agree with its table: a plain SQLite file is not judged by it', async (t) => {
    const at = await memory(t);
    edit(at.path, "INSERT INTO observations_fts(observations_fts) VALUES('delete-all')");
    const plain = sqliteFileSource({ path: at.path, scratchFolder: at.scratch, clock: systemClock });
    assert.ok((await plain.takeImage(join(at.scratch, 'image.db'))).bytes > 0);
  });
});
