import { mannerOf, type Manner } from '../core/host/api/state-manner.ts';
import type { Shown } from '../core/host/api/state-sentence.ts';
import type { HostView } from './host-view.ts';

export interface Face extends Manner {
  readonly shown: Shown;
  /** A code that the texts explain, where the state alone does not say it. */
  readonly why: string;
}

/** What the page says of the machine. Whatever was known before the host was lost is not said any more. */
export function faceOf({ link, known }: Pick<HostView, 'link' | 'known'>): Face {
  if (link.kind === 'lost') return face('lost', '');
  if (known === null) return face('opening', '');
  return face(known.host.state, known.host.why);
}

function face(shown: Shown, why: string): Face {
  return { shown, why, ...mannerOf(shown, why) };
}
