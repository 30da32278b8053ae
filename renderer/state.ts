import type { Shown } from '../core/host/api/state-sentence.ts';
import type { StateWord } from '../core/model/status.ts';
import type { HostView } from './host-view.ts';

/** How much it asks of a person. */
export type Weight = 'good' | 'working' | 'waiting' | 'attention' | 'problem';

/** One press that helps in this state; `busy`: it is being done already. */
export type Action = 'sync' | 'busy' | 'resume' | 'conflicts' | 'doctor' | 'connect' | 'review' | 'none';

export interface Face {
  readonly shown: Shown;
  /** A code that the texts explain, where the state alone does not say it. */
  readonly why: string;
  readonly weight: Weight;
  readonly action: Action;
}

/** What the page says of the machine. Whatever was known before the host was lost is not said any more. */
export function faceOf({ link, known }: Pick<HostView, 'link' | 'known'>): Face {
  if (link.kind === 'lost') return { shown: 'lost', why: '', weight: 'attention', action: 'none' };
  if (known === null) return { shown: 'opening', why: '', weight: 'working', action: 'none' };
  const { state, why } = known.host;
  // Who is connected and only lacks a memory has nothing to set up.
  const isConnected = state === 'setup' && why !== 'not-connected';
  return { shown: state, why, ...manners[state], ...(isConnected ? { action: 'sync' } : {}) };
}

const manners: Readonly<Record<StateWord, Pick<Face, 'weight' | 'action'>>> = {
  'in-sync': { weight: 'good', action: 'sync' },
  pending: { weight: 'waiting', action: 'sync' },
  syncing: { weight: 'working', action: 'busy' },
  offline: { weight: 'attention', action: 'sync' },
  paused: { weight: 'waiting', action: 'resume' },
  locked: { weight: 'waiting', action: 'sync' },
  conflict: { weight: 'attention', action: 'conflicts' },
  braked: { weight: 'attention', action: 'review' },
  error: { weight: 'problem', action: 'doctor' },
  setup: { weight: 'waiting', action: 'connect' },
};
