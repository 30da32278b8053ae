import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compose, type Access, type Composed } from '../host/compose.ts';
import { connect, openPlanned, type Connected } from '../host/compose/connect.ts';
import { planConnection } from '../host/compose/connect-plan.ts';
import { homeFiles } from '../host/compose/home-files.ts';
import { systemSurroundings } from '../host/compose/surroundings.ts';
import type { Tools } from '../host/compose/tools.ts';
import type { Consent } from '../host/consent.ts';
import { runReplacing } from '../host/replacing.ts';
import { runSync } from '../host/run-sync.ts';
import type { Watch } from '../engine/machine.ts';
import { planUndo, undo } from '../engine/undo.ts';
import { verify, type Verification } from '../engine/verify.ts';
import { fail, isFault, type MembridgeError } from '../model/errors.ts';
import type { HistoryEntry } from '../model/history.ts';
import type { Intent } from '../model/observation.ts';
import type { SyncReport } from '../model/report.ts';

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
  const wish = { folder, source: memoryPath, label, mode: 'mirror', noEncryption: false, reconnect: false };
  const plan = await planConnection(wish, files, tools);
  if (plan.kind === 'unchanged') throw fail('unexpected', { detail: `${label} was connected before` });
  return connect(plan, passphrase, await openPlanned(plan, passphrase), files, tools);
}

/** What `sync`, `push` and `pull` do. */
export async function syncMachine(machine: DemoMachine, intent: Intent, watch: Watch): Promise<SyncReport> {
  return withMachine(machine, 'change', (composed) => runSync(composed, { intent, dryRun: false }, nobodyAsked, watch));
}

/** The same, where it must be refused with this fault. */
export async function refusedSync<Code extends 'lease-held' | 'diverged'>(
  machine: DemoMachine,
  intent: Intent,
  code: Code,
  watch: Watch,
): Promise<MembridgeError<Code>> {
  let report: SyncReport;
  try {
    report = await syncMachine(machine, intent, watch);
  } catch (error) {
    if (isFault(error, code)) return error;
    throw error;
  }
  throw fail('unexpected', { detail: `${machine.label} was not refused as ${code} but did ${report.decision.kind}` });
}

/** What `undo` does. */
export async function undoLast(machine: DemoMachine, watch: Watch): Promise<HistoryEntry> {
  return withMachine(machine, 'change', (composed) => {
    const plan = planUndo(composed.machine);
    const replaces = plan.kind === 'put-back';
    return runReplacing(composed, nobodyAsked, replaces, (engine) => undo(engine, plan, watch));
  });
}

/** What `verify` does. */
export async function verifyMachine(machine: DemoMachine, watch: Watch): Promise<Verification> {
  return withMachine(machine, 'look', async (composed) => {
    await composed.requireProject();
    return verify(composed.machine, watch);
  });
}

/** Opens a connected machine for `work`, and closes it in every case. */
export async function withMachine<T>(
  machine: DemoMachine,
  access: Access,
  work: (composed: Composed) => Promise<T>,
): Promise<T> {
  const composed = await compose(machine.homePath, access, machine.tools);
  try {
    return await work(composed);
  } finally {
    composed.close();
  }
}
