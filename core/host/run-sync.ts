import type { Machine, Watch } from '../engine/machine.ts';
import { recoverReplace } from '../engine/recover.ts';
import { readManifest } from '../engine/snapshots/download.ts';
import { sync } from '../engine/sync.ts';
import { fail } from '../model/errors.ts';
import type { Intent } from '../model/observation.ts';
import type { SyncReport } from '../model/report.ts';
import type { Composed } from './compose.ts';
import { withConsent, type Consent, type Liftable } from './consent.ts';
import { requireNoCloudSync, underConsent } from './replacing.ts';

export interface SyncWish {
  readonly intent: Intent;
  /** Say what would happen, touch nothing. */
  readonly dryRun: boolean;
}

/**
 * One run of the engine for a person: what a killed process left is settled first, even with the remote away; brakes are
 * asked about; a dry run meets what the real one would meet. Faults: the engine's, those of requireProject, brakes.
 */
export async function runSync(composed: Composed, wish: SyncWish, consent: Consent, watch: Watch): Promise<SyncReport> {
  if (!wish.dryRun) await recoverReplace(composed.machine);
  await composed.requireProject();
  return withConsent(consent, composed.settings, async (lifted) => {
    const machine = underConsent(composed, lifted);
    const confirmed = lifted.has('brake-rows-gone');
    if (wish.dryRun) return plan(machine, { ...wish, confirmed }, lifted, watch);
    if (!lifted.has('brake-cloud-sync') && (await machine.source.hasCloudSync())) {
      await plan(machine, { ...wish, dryRun: true, confirmed }, lifted, watch);
    }
    return sync(machine, { ...wish, confirmed }, watch);
  });
}

type Asked = SyncWish & { readonly confirmed: boolean };

async function plan(machine: Machine, asked: Asked, lifted: ReadonlySet<Liftable>, watch: Watch): Promise<SyncReport> {
  const report = await sync(machine, asked, watch);
  const { decision } = report;
  if (decision.kind === 'pull' || decision.kind === 'choose') {
    await requireNoCloudSync(machine, lifted);
    const { source } = await readManifest(machine, decision.head);
    const verdict = await machine.source.accepts(source.schemaVersions);
    if (verdict.kind === 'no') {
      throw fail('brake-schema-newer', { missing: verdict.missing.join(', '), installed: verdict.installed });
    }
    const worker = await machine.source.worker.inspect();
    if (worker.kind === 'running' && machine.policy.workerControl === 'never') {
      throw fail('worker-control-off', { setting: 'workerControl' });
    }
  }
  return { ...report, requests: machine.remote.requests() };
}
