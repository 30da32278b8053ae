/**
 * One run of the product in a process of its own, which kills itself (SIGKILL) at a named point, or tells all its points:
 * `node crash-program.ts JSON`. Nothing in the product knows of this: it happens between engine and adapters.
 */
import { type CrashAct, type CrashPlace, openMachine, runAct } from './crash-machine.ts';
import { numbered, withPoints } from './crash-points.ts';
import { traceFiles } from './file-points.ts';

export interface CrashOrder {
  readonly place: CrashPlace;
  readonly act: CrashAct;
  /** Name of the point to die at; null: live, and print the points as a JSON array. */
  readonly killAt: string | null;
  /** Points at every change of a file too. */
  readonly files: boolean;
}

if (import.meta.main) await main(JSON.parse(process.argv[2] ?? '') as CrashOrder);

async function main({ place, act, killAt, files }: CrashOrder): Promise<void> {
  const points: string[] = [];
  let isBegun = false;
  const at = numbered((point) => {
    points.push(point);
    if (point === killAt) process.kill(process.pid, 'SIGKILL');
  });
  const atWork = (point: string) => (isBegun ? at(point) : undefined);
  if (files) traceFiles(atWork);
  const composed = await openMachine(place, (machine) => withPoints(machine, atWork));
  isBegun = true;
  await runAct(composed, act);
  isBegun = false;
  composed.close();
  process.stdout.write(JSON.stringify(points));
}
