import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type Database from 'better-sqlite3';
import { capture } from '../../../core/engine/records/capture.ts';
import type { RecordTools } from '../../../core/engine/records/tools.ts';
import { addObservations } from '../../bench/records/new-observations.ts';
import { makeLargeDatabase } from '../../support/large-database.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { mergeMachine, recordTools } from '../../support/merge-machine.ts';

const quick = { full: false, confirmed: null };

/** What a look cost: calls of source and state, and what they gave; no clocks, the machine may be busy. */
interface Cost {
  calls: number;
  rows: number;
  bytes: number;
}

function counted(tools: RecordTools): { readonly tools: RecordTools; readonly cost: Cost } {
  const cost = { calls: 0, rows: 0, bytes: 0 };
  const watch = <T extends object>(of: T): T =>
    new Proxy(of, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function' || name === 'transaction') return value;
        return (...given: unknown[]) => {
          const found: unknown = Reflect.apply(value, target, given);
          cost.calls += 1;
          cost.rows += isList(found) ? found.length : 1;
          cost.bytes += JSON.stringify([given, found], spelled)?.length ?? 0;
          return found;
        };
      },
    });
  const records = { ...tools.records, open: async () => watch(await tools.records.open()) };
  return { tools: { ...tools, store: watch(tools.store), records }, cost };
}

const isList = (value: unknown): value is { readonly length: number } =>
  Array.isArray(value) || value instanceof Float64Array;
const spelled = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

async function captured(t: TestContext, megabytes: number) {
  const { path, machine, change } = await mergeMachine(t, `m${megabytes}`, memoryStore());
  makeLargeDatabase(path, megabytes * 1_000_000);
  const tools = recordTools(machine);
  await capture(tools, { full: true, confirmed: null });
  return { path, tools, change };
}

async function costOf(tools: RecordTools) {
  const { tools: watched, cost } = counted(tools);
  const { written } = await capture(watched, quick);
  return { written, cost };
}

test('a quick look for 20 new rows costs the same in a database of any size', async (t) => {
  const costs: Cost[] = [];
  for (const megabytes of [1, 8]) {
    const { path, tools } = await captured(t, megabytes);
    addObservations(path, 20, 'costs');
    const { written, cost } = await costOf(tools);
    assert.equal(written, 20);
    const idle = await costOf(tools);
    assert.equal(idle.written, 0);
    assert.ok(idle.cost.rows < 120, `${idle.cost.rows} rows for nothing new`);
    costs.push(cost);
  }
  const [small, large] = costs;
  assert.ok(small !== undefined && large !== undefined);
  assert.equal(large.calls, small.calls);
  assert.ok(large.rows < 600 && large.bytes < 300_000, JSON.stringify(large));
  assert.ok(Math.abs(large.bytes - small.bytes) < small.bytes / 20, JSON.stringify(costs));
});

const lookAt = async (t: TestContext, work: (db: Database.Database) => void) => {
  const { tools, change } = await captured(t, 1);
  change(work);
  return { tools, written: (await capture(tools, quick)).written };
};

test('a quick look finds a row that went while another came', async (t) => {
  const { written } = await lookAt(t, (db) => {
    const row = db.prepare('SELECT * FROM observations WHERE id = 7').get() as Record<string, unknown>;
    db.prepare('DELETE FROM observations WHERE id = 7').run();
    insert(db, { ...row, id: null, narrative: 'Another one.', content_hash: null });
  });
  assert.equal(written, 2);
});

test('a quick look finds a row that came below the last one', async (t) => {
  const { tools, change } = await captured(t, 1);
  change((db) => db.prepare('DELETE FROM observations WHERE id IN (7, 8)').run());
  assert.equal((await capture(tools, quick)).written, 2);
  change((db) => {
    const row = db.prepare('SELECT * FROM observations WHERE id = 9').get() as Record<string, unknown>;
    insert(db, { ...row, id: 8, narrative: 'It is back.', content_hash: null });
  });
  assert.equal((await capture(tools, quick)).written, 1);
});

test('what escapes the counts, a row that went and one put below the last, a full look finds', async (t) => {
  const { tools, change } = await captured(t, 1);
  change((db) => db.prepare('DELETE FROM observations WHERE id = 7').run());
  assert.equal((await capture(tools, quick)).written, 1);
  change((db) => {
    const row = db.prepare('SELECT * FROM observations WHERE id = 9').get() as Record<string, unknown>;
    db.prepare('DELETE FROM observations WHERE id = 8').run();
    insert(db, { ...row, id: 7, narrative: 'It is back.', content_hash: null });
  });
  assert.equal((await capture(tools, quick)).written, 0);
  assert.equal((await capture(tools, { full: true, confirmed: null })).written, 2);
});

function insert(db: Database.Database, row: Record<string, unknown>): void {
  const columns = Object.keys(row);
  const values = columns.map((column) => `@${column}`).join(', ');
  db.prepare(`INSERT INTO observations (${columns.join(', ')}) VALUES (${values})`).run(row);
}
