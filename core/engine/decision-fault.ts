import { rowCount } from '../model/content.ts';
import type { Decision } from '../model/decision.ts';
import { fail } from '../model/errors.ts';
import type { Observation } from '../model/observation.ts';
import type { Machine } from './machine.ts';

/** The fault that a decision is for the person who asked; null when there is something to do, or nothing. */
export function faultOf(
  decision: Decision,
  seen: Observation,
  machine: Pick<Machine, 'self' | 'source'>,
): Error | null {
  switch (decision.kind) {
    case 'nothing':
    case 'adopt':
    case 'push':
    case 'pull':
    case 'choose':
      return null;
    case 'diverged':
      return decision.joined
        ? fail('joined-with-content', { localRows: localRows(seen), remoteRows: rowCount(decision.head.content.rows) })
        : fail('diverged', { here: machine.self.label, there: decision.head.label });
    case 'heads-diverged':
      return fail('heads-diverged', { labels: decision.heads.map(({ label }) => label).join(', ') });
    case 'source-missing':
      return fail(isEmptyFile(seen) ? 'source-empty' : 'source-missing', { path: machine.source.path });
    case 'brake':
      return fail('brake-rows-gone', decision.finding);
    case 'rolled-back':
      return fail('remote-rolled-back', { known: decision.known, shown: decision.shown });
  }
}

function isEmptyFile({ local }: Observation): boolean {
  return local.kind === 'none' && local.file === 'empty';
}

function localRows({ local }: Observation): number {
  return local.kind === 'content' ? rowCount(local.rows) : 0;
}
