import type { Instant } from '../ids.ts';
import type { FileContent, Transaction, TxState } from './transaction.ts';

/** One effect, or one line of the journal. */
export type Act =
  | { readonly kind: 'journal'; readonly state: TxState }
  /** Sees to it that the change is taken back in `confirmMs` whatever happens to us; anew where it was before. */
  | { readonly kind: 'arm' }
  | { readonly kind: 'disarm' }
  | { readonly kind: 'make-folder'; readonly path: string }
  /** Only if it is empty. */
  | { readonly kind: 'remove-folder'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly content: Pick<FileContent, 'text' | 'mode'> }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'set'; readonly key: string; readonly value: number; readonly zeroes: string | null }
  | { readonly kind: 'reload' }
  /** `algorithm`: what the empty device compresses with unless its owner says otherwise; null: that is left as it is. */
  | { readonly kind: 'restart'; readonly unit: string; readonly algorithm: string | null }
  | { readonly kind: 'end' };

/** What this run has done so far, beside what the journal says: a name per act (`nameOf`). */
export interface Run {
  readonly tried: ReadonlySet<string>;
  /** Of `tried`, those that threw. */
  readonly failed: ReadonlySet<string>;
  readonly moment: Moment;
  /** Units are only listed, not restarted: a tree that no systemd runs from. */
  readonly isListed: boolean;
}

/** The wall clock for people; the boot and its uptime, which no one sets, for deadlines. */
export interface Moment {
  readonly at: Instant;
  readonly bootId: string | null;
  readonly uptimeMs: number;
}

/** How an act is told from others of its run. */
export function nameOf(tx: Transaction, act: Act): string {
  const { state } = tx;
  const side = state.kind === 'applying' ? `step ${state.index}` : 'undo';
  switch (act.kind) {
    case 'arm':
      return state.kind === 'applied' ? 'arm again' : 'arm';
    case 'make-folder':
    case 'remove-folder':
      return `${act.kind} ${act.path}`;
    case 'write':
    case 'remove':
      return `${side} ${act.path}`;
    case 'set':
      return `${side} ${act.key}`;
    case 'restart':
    case 'reload':
      return `${side} ${act.kind}`;
    case 'disarm':
    case 'journal':
    case 'end':
      return act.kind;
  }
}

/** Whether this run has done the act of a step. */
export function wasTried({ tried }: Run, index: number): boolean {
  return [...tried].some((name) => name.startsWith(`step ${index} `));
}
