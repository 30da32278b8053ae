import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { demoProjects, demoStartEpochMs, fillDemoDatabase } from '../../core/demo/data.ts';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { assertHealthy, syncedTables, tableCounts } from '../support/database-checks.ts';
import { rowsOf } from '../support/database-rows.ts';
import { databaseShape } from '../support/database-shape.ts';
import { realClaudeMem } from '../support/real-claude-mem.ts';

test('the real worker takes our demonstration database for its own, changes nothing in it and adds to it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-schema-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'claude-mem data');
  const path = join(dataDir, 'claude-mem.db');
  mkdirSync(dataDir);
  createClaudeMemDatabase(path);
  fillDemoDatabase(path, { sessions: 200, seed: 'worker', machine: 'laptop', startEpochMs: demoStartEpochMs });
  const before = { shape: await databaseShape(path), counts: await tableCounts(path), rows: await rowsOf(path, 'all') };

  const worker = await realClaudeMem(t, { dataDir });
  if (!worker) return;
  await worker.start();
  const json = async (path: string) => (await (await worker.http(path)).json()) as never;

  const stats: { database: Record<string, unknown> } = await json('/api/stats');
  assert.equal(stats.database['observations'], before.counts['observations']);
  assert.equal(stats.database['sessions'], 200);
  assert.equal(stats.database['summaries'], 200);
  const projects: { projects: string[] } = await json('/api/projects');
  assert.deepEqual([...projects.projects].sort(), demoProjects.map(({ name }) => name).sort());
  const listed: { items: { title: string }[] } = await json('/api/observations?limit=100');
  assert.equal(listed.items.length, 100);
  const found = await worker.http(`/api/search?query=${encodeURIComponent('розкладу')}&limit=5`);
  assert.match(JSON.stringify(await found.json()), /розклад/);

  await worker.save('The demonstration was opened by the real worker.', 'Saved by hand', 'greenhouse');
  await worker.stop();

  assert.deepEqual(await databaseShape(path), before.shape);
  await assertHealthy(path);
  const after = await rowsOf(path, 'all');
  for (const table of syncedTables) {
    const kept = new Set(after[table]);
    assert.deepEqual(
      before.rows[table].filter((row) => !kept.has(row)),
      [],
      `${table}: rows that the worker changed or lost`,
    );
  }
  assert.equal(after.observations.length, before.rows.observations.length + 1);
  assert.equal(after.sdk_sessions.length, 201);
});
