import { rowCount } from '../model/content.ts';
import type { Decision } from '../model/decision.ts';
import type { Head } from '../model/head.ts';
import { nothingMoved, type SyncReport } from '../model/report.ts';
import type { ReplaceEntry } from '../model/journal.ts';
import { baseOn } from './agree.ts';
import { headRef } from './head-ref.ts';
import { dropOldCopies } from './keep-copy.ts';
import type { Machine, Watch } from './machine.ts';
import { download } from './snapshots/download.ts';
import { publish } from './snapshots/publish.ts';
import { replace, type Expected } from './snapshots/replace.ts';
import { deviceFileIsDue, writeDeviceFile } from './device.ts';

type Acted = Pick<SyncReport, 'published' | 'applied' | 'entry'>;

const nothing: Acted = { published: nothingMoved, applied: nothingMoved, entry: null };

/** Does what was decided. Decisions that are faults (decision-fault.ts) never get here. */
export async function act(machine: Machine, decision: Decision, expected: Expected, watch: Watch): Promise<Acted> {
  switch (decision.kind) {
    case 'nothing':
      return nothing;
    case 'adopt':
      adopt(machine, decision.head);
      await writeDeviceFile(machine);
      return nothing;
    case 'push':
      return push(machine, decision.parents, decision.force, watch);
    case 'pull': {
      const why =
        decision.why === 'replace' ? 'force-pull' : decision.why === 'forced-by-other' ? 'forced-by-other' : 'pull';
      return pull(machine, decision.head, why, decision.setAside ? null : expected, watch);
    }
    case 'choose': {
      const chosen = await publish(
        machine,
        { kind: 'again', of: decision.head, parents: decision.heads, undoes: null },
        watch,
      );
      return pull(machine, chosen.head, 'force-pull', null, watch);
    }
    case 'diverged':
    case 'heads-diverged':
    case 'source-missing':
    case 'brake':
    case 'rolled-back':
      throw new Error(`${decision.kind} is a fault, not an act`);
  }
}

function adopt({ state, clock }: Machine, head: Head): void {
  state.transaction(() => {
    state.setBase(baseOn(head, clock.now()));
    deviceFileIsDue(state);
  });
}

async function push(machine: Machine, parents: readonly Head[], force: boolean, watch: Watch): Promise<Acted> {
  const { head, sentBytes, entry } = await publish(machine, { kind: 'image', parents, force }, watch);
  return { ...nothing, published: { records: rowCount(head.content.rows), bytes: sentBytes }, entry };
}

async function pull(
  machine: Machine,
  head: Head,
  why: ReplaceEntry['why'],
  expected: Expected | null,
  watch: Watch,
): Promise<Acted> {
  const { image, manifest, receivedBytes } = await download(machine, head, watch);
  const entry = await replace(
    machine,
    {
      why,
      image,
      content: { ...manifest.content, ...manifest.image, ...manifest.source, rows: head.content.rows },
      head: headRef(head),
      baseAfter: baseOn(head, machine.clock.now()),
      keepAs: expected === null ? 'set-aside' : 'safety',
      undoes: null,
      expected,
    },
    watch,
  );
  await writeDeviceFile(machine);
  await dropOldCopies(machine);
  return { ...nothing, applied: { records: rowCount(head.content.rows), bytes: receivedBytes }, entry };
}
