import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compose, type Access, type Composed } from '../host/compose.ts';
import { connect, openPlanned, type Connected } from '../host/compose/connect.ts';
import { planConnection } from '../host/compose/connect-plan.ts';
import { homeFiles } from '../host/compose/home-files.ts';
import { systemSurroundings } from '../host/compose/surroundings.ts';
import type { Tools } from '../host/compose/tools.ts';
import type { Consent } from '../host/consent.ts';
import { withPrivateState } from '../host/compose/rehearsal.ts';
import { runMerge, type MergeDone } from '../host/run-merge.ts';
import type { Watch } from '../engine/machine.ts';
import type { MergeIntent, MergeMachine } from '../engine/records/sync-records.ts';
import { verifyLog, type LogVerification } from '../engine/records/verify-log.ts';
import { fail } from '../model/errors.ts';

/** A machine of the demonstration: a folder with a home of ours and a folder of claude-mem, and nothing else of this computer. */
export interface DemoMachine {
  readonly label: string;
  readonly homePath: string;
  readonly memoryPath: string;
  readonly tools: Tools;
}

/**
 * claude-mem's worker is asked for on this port of the same computer before a database is replaced. Nobody listens on the
 * first one, so a worker of the person who watches is not even spoken to.
 */
const workerPort = '1';

/** The person watches: whatever would ask them is a surprise, and surprises end the demonstration. */
const nobodyAsked: Consent = { yes: false, ask: () => Promise.resolve(false) };

/** Makes the machine's folders below `folder`. */
export function makeMachine(label: string, folder: string, tools: Tools): DemoMachine {
  const own = join(folder, label);
  const memoryFolder = join(own, 'claude-mem');
  mkdirSync(memoryFolder, { recursive: true, mode: 0o700 });
  const at = systemSurroundings({ HOME: own, USERPROFILE: own, CLAUDE_MEM_WORKER_PORT: workerPort });
  return {
    label,
    homePath: join(own, 'membridge'),
    memoryPath: join(memoryFolder, 'claude-mem.db'),
    tools: { ...tools, at: { ...at, folder: own } },
  };
}

/** What `init` does. */
export async function connectMachine(machine: DemoMachine, folder: string, passphrase: string): Promise<Connected> {
  const { tools, label, memoryPath } = machine;
  const files = homeFiles(machine.homePath, tools);
  const wish = { folder, source: memoryPath, label, noEncryption: false, reconnect: false };
  const plan = await planConnection(wish, files, tools);
  if (plan.kind === 'unchanged') throw fail('unexpected', { detail: `${label} was connected before` });
  return connect(plan, passphrase, await openPlanned(plan, passphrase), files, tools);
}

/** What `sync`, `push` and `pull` do. */
export async function syncMachine(machine: DemoMachine, intent: MergeIntent, watch: Watch): Promise<MergeDone> {
  const { tools } = machine;
  return withMachine(machine, 'change', (composed, merge) =>
    runMerge({ ...composed, merge }, { intent, dryRun: false }, tools, nobodyAsked, watch),
  );
}

/** What `verify` does. */
export async function verifyMachine(machine: DemoMachine, watch: Watch): Promise<LogVerification> {
  return withMachine(machine, 'look', async (composed, merge) => {
    await composed.requireProject();
    return withPrivateState(null, machine.tools, ({ records }) => verifyLog(merge, records, watch));
  });
}

/** Works with the records of a connected machine. */
export async function withMerge<T>(
  machine: DemoMachine,
  access: Access,
  work: (merge: MergeMachine) => Promise<T>,
): Promise<T> {
  return withMachine(machine, access, (_composed, merge) => work(merge));
}

/** Opens a connected machine for `work`, and closes it in every case. */
async function withMachine<T>(
  machine: DemoMachine,
  access: Access,
  work: (composed: Composed, merge: MergeMachine) => Promise<T>,
): Promise<T> {
  const composed = await compose(machine.homePath, access, machine.tools);
  try {
    if (composed.merge === null) throw fail('unexpected', { detail: `${machine.label} is not in merge mode` });
    return await work(composed, composed.merge);
  } finally {
    composed.close();
  }
}
