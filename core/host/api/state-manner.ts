import type { Shown } from './state-sentence.ts';

/** How much a state asks of a person. */
export type Weight = 'good' | 'working' | 'waiting' | 'attention' | 'problem';

/** One press that helps in this state; `busy`: it is being done already. */
export type Action = 'sync' | 'busy' | 'resume' | 'conflicts' | 'doctor' | 'connect' | 'review' | 'none';

export interface Manner {
  readonly weight: Weight;
  readonly action: Action;
}

/** How a state is shown and what is offered in it: in the panel and at the tray the same. */
export function mannerOf(shown: Shown, why: string): Manner {
  // Who is connected and only lacks a memory has nothing to set up.
  if (shown === 'setup' && why !== 'not-connected') return { ...manners.setup, action: 'sync' };
  // Nobody paused it: there is nothing to resume, and a press of a person goes over what it waits for.
  if (shown === 'paused' && (why === 'battery' || why === 'metered')) return { ...manners.paused, action: 'sync' };
  return manners[shown];
}

/** Where the panel shows what an action is about. */
export const placeOf = { conflicts: '/conflicts', doctor: '/doctor', connect: '/setup', review: '/held' } as const;

const manners: Readonly<Record<Shown, Manner>> = {
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
  lost: { weight: 'attention', action: 'none' },
  opening: { weight: 'working', action: 'none' },
};
