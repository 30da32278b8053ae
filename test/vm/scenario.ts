import assert from 'node:assert/strict';
import type { Look } from './guest/look.ts';
import type { Answers } from './guest/steps.ts';
import type { Machine } from './machine.ts';

/** Each goes on with the disk as the one before has left it. */
export interface Scenario {
  readonly name: string;
  readonly run: (machine: Machine, known: Known) => Promise<void>;
}

/** What earlier scenarios of the same machine found. */
export interface Known {
  before: Look | null;
  plan: Answers['tune'] | null;
}

export function have({ before, plan }: Known): { readonly before: Look; readonly plan: Answers['tune'] } {
  assert.ok(before !== null && plan !== null, 'the first scenario did not come so far');
  return { before, plan };
}

export function assertClean({ said }: { readonly said: Answers['tune']['said'] }): void {
  assert.deepEqual(said.lastTakenBack?.state.drift, []);
  assert.equal(said.lastTakenBack?.state.needsReboot, false);
  assert.deepEqual(said.strays, []);
}

export function pathsOf({ said }: Answers['tune']): string[] {
  return said.steps.flatMap(({ path }) => path ?? []);
}

export function plannedValue({ said }: Answers['tune'], key: string): string {
  return String(said.rows.find((row) => row.key === key)?.new);
}
