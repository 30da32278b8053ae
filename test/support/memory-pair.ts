import type { TestContext } from 'node:test';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { fakeClock } from './fake-clock.ts';
import { memoryStore, type MemoryStore } from './memory-store.ts';
import { mergeMachine, type MergeMachineOptions, type TestMergeMachine } from './merge-machine.ts';

export interface MemoryPair {
  readonly laptop: TestMergeMachine;
  readonly board: TestMergeMachine;
}

/** Two machines with empty memories and one bucket between them. */
export async function memoryPair(t: TestContext, streams?: MergeMachineOptions['streams']): Promise<MemoryPair> {
  const store = memoryStore();
  return {
    laptop: await machineWithMemory(t, 'laptop', store, { streams }),
    board: await machineWithMemory(t, 'board', store, { streams }),
  };
}

export async function machineWithMemory(
  t: TestContext,
  label: string,
  store: MemoryStore,
  {
    clock = fakeClock(),
    streams,
  }: { readonly clock?: ReturnType<typeof fakeClock>; readonly streams?: MergeMachineOptions['streams'] } = {},
): Promise<TestMergeMachine> {
  const machine = await mergeMachine(t, label, store, { clock, ...(streams !== undefined && { streams }) });
  createClaudeMemDatabase(machine.path);
  return machine;
}

export async function syncAll(...machines: readonly TestMergeMachine[]): Promise<void> {
  for (const machine of machines) await machine.sync();
}

export function run({ change }: TestMergeMachine, sql: string): void {
  change((db) => db.exec(sql));
}

export function session(machine: TestMergeMachine, content: string, memory: string): void {
  run(
    machine,
    `INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, started_at, started_at_epoch)
      VALUES ('${content}', '${memory}', 'garden', '', 1)`,
  );
}

export function observation(machine: TestMergeMachine, memory: string, title: string, hash = 'NULL'): void {
  run(
    machine,
    `INSERT INTO observations (memory_session_id, project, type, title, narrative, content_hash, created_at, created_at_epoch)
      VALUES ('${memory}', 'garden', 'discovery', '${title}', '', ${hash}, '', 1)`,
  );
}

export function count({ change }: TestMergeMachine, table: string): number {
  return Number(change((db) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()));
}
