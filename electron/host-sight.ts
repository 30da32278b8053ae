import type { HostStatus } from '../core/host/api/contract.ts';
import { stateSentence, type Shown } from '../core/host/api/state-sentence.ts';
import type { TraySpeech } from './speech.ts';

/** What the shell knows of its host at this moment; times by the wall clock, ms. */
export type HostSight =
  | { readonly kind: 'known'; readonly status: HostStatus }
  /** Ours, and it has not said anything yet. */
  | { readonly kind: 'starting' }
  /** Ours: it ended by itself and comes back after a pause. */
  | { readonly kind: 'restarting'; readonly since: number }
  /** Ours: it ended so often that it is not tried any more. */
  | { readonly kind: 'stopped'; readonly since: number }
  /** Somebody else's, or ours and it hangs: it does not answer. */
  | { readonly kind: 'lost'; readonly since: number };

/** A sight as people are told of it. Nothing that was known before the host went is said any more. */
export interface SightTold {
  readonly shown: Shown;
  /** A word that the texts explain, where the state alone does not say it. */
  readonly why: string;
  readonly sentence: string;
  readonly next: string | null;
}

/** What is, and what to do: in the very words of the panel wherever that can say it. `now`: wall clock, ms. */
export function toldOf(sight: HostSight, speech: TraySpeech, now: number): SightTold {
  switch (sight.kind) {
    case 'known': {
      const { state, why } = sight.status.host;
      return { shown: state, why, ...stateSentence(stateOf(state, why, sight.status, null), speech, now) };
    }
    case 'lost': {
      const { sentence } = stateSentence(stateOf('lost', '', null, sight.since), speech, now);
      // What the panel says next is of its page.
      return { shown: 'lost', why: '', sentence, next: null };
    }
    case 'starting':
      return { shown: 'opening', why: '', sentence: speech.text('tray:absent.starting'), next: null };
    case 'restarting':
      return { shown: 'lost', why: '', sentence: speech.text('tray:absent.restarting'), next: null };
    case 'stopped':
      return {
        shown: 'lost',
        why: '',
        sentence: speech.text('tray:absent.stopped', { since: speech.time(sight.since) }),
        next: speech.text('tray:absent.stoppedNext'),
      };
  }
}

function stateOf(shown: Shown, why: string, known: HostStatus | null, lostSince: number | null) {
  return { shown, why, known, lostSince };
}
