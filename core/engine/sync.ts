import { rowCount } from '../model/content.ts';
import { decide, type Decision } from '../model/decision.ts';
import { isFault } from '../model/errors.ts';
import type { Intent, Observation } from '../model/observation.ts';
import { nothingMoved, type SyncReport } from '../model/report.ts';
import { faultOf } from './decision-fault.ts';
import { act } from './act.ts';
import { writeDueDeviceFile } from './device.ts';
import { heldFault, glanceAtLease } from './lock/lease.ts';
import type { Machine, Watch } from './machine.ts';
import { observe } from './observe.ts';
import { recoverPublish, recoverReplace } from './recover.ts';

export interface SyncRequest {
  readonly intent: Intent;
  /** The person said yes to what a brake would ask. */
  readonly confirmed: boolean;
  /** Say what would happen, touch nothing. */
  readonly dryRun: boolean;
}

/** Two devices can be faster than each other only so often before somebody should look. */
const attemptsMax = 3;

/**
 * One run in mirror mode: settle what a killed process left, observe, decide, act, report. A decision that asks for a
 * person is thrown as its fault (`diverged`, `brake-rows-gone`, …), after it was logged; nothing was changed then.
 */
export async function sync(machine: Machine, request: SyncRequest, watch: Watch): Promise<SyncReport> {
  const startedAtMs = machine.clock.monotonicMs();
  if (!request.dryRun) await recover(machine);
  const done = request.dryRun ? await planOnly(machine, request, watch) : await attempt(machine, request, watch, 1);
  if (!request.dryRun) machine.state.setNote('last-sync', `${machine.clock.now()} ${done.decision.kind}`);
  return {
    ...done,
    dryRun: request.dryRun,
    conflicts: 0,
    requests: machine.remote.requests(),
    durationMs: Math.round(machine.clock.monotonicMs() - startedAtMs),
  };
}

/** Settles what a killed process left here and in the bucket. */
export async function recover(machine: Machine): Promise<void> {
  await recoverReplace(machine);
  await recoverPublish(machine);
  await writeDueDeviceFile(machine);
}

type Done = Pick<SyncReport, 'decision' | 'published' | 'applied' | 'entry'>;

async function attempt(machine: Machine, request: SyncRequest, watch: Watch, number: number): Promise<Done> {
  const changes = await machine.source.watchChanges();
  try {
    const seen = await observe(machine, request, watch);
    const decision = decided(machine, seen);
    const digest = seen.local.kind === 'content' ? seen.local.digest : null;
    const acted = await acting(machine, () => act(machine, decision, { digest, changes }, watch), number);
    if (acted !== 'overtaken') return { decision, ...acted };
  } finally {
    changes.close();
  }
  return attempt(machine, request, watch, number + 1);
}

/** What the act gives; `overtaken` when another device, or a writer here, was faster than it: worth another look. */
async function acting<T>(machine: Machine, work: () => Promise<T>, number: number): Promise<T | 'overtaken'> {
  try {
    return await work();
  } catch (error) {
    // What failed in the middle is settled now, not at the next start: the worker must not stay stopped.
    await recover(machine).catch((cause: unknown) => machine.log.error('recovery.postponed', { error: String(cause) }));
    if (isFault(error, 'diverged') && number < attemptsMax) return 'overtaken';
    throw error;
  }
}

async function planOnly(machine: Machine, request: SyncRequest, watch: Watch): Promise<Done> {
  const seen = await observe(machine, request, watch);
  const decision = decided(machine, seen);
  const publishes = decision.kind === 'push' || decision.kind === 'choose';
  if (publishes) await requireFreeLease(machine);
  const here = seen.local.kind === 'content' ? rowCount(seen.local.rows) : 0;
  return {
    decision,
    published: decision.kind === 'push' ? { records: here, bytes: 0 } : nothingMoved,
    applied:
      decision.kind === 'pull' || decision.kind === 'choose'
        ? { records: rowCount(decision.head.content.rows), bytes: 0 }
        : nothingMoved,
    entry: null,
  };
}

function decided(machine: Machine, seen: Observation): Decision {
  const decision = decide(seen);
  machine.log.info('sync.decided', { observation: seen, decision });
  const fault = faultOf(decision, seen, machine);
  if (fault) throw fault;
  return decision;
}

/** Reads the lease without asking the store's clock, which on a folder would write a file. */
async function requireFreeLease(machine: Machine): Promise<void> {
  const view = await glanceAtLease(machine);
  if (view.kind === 'held') throw heldFault(machine, view);
}
