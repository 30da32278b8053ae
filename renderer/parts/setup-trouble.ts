import type { SetupField, SetupStore } from '../../core/host/api/contract-setup.ts';
import { HostFault } from '../../core/host/api/client.ts';
import { fieldsAtPlace, type Draft } from './setup-draft.ts';
import { stepOf, type Step } from './setup-steps.ts';

/** What is wrong, and with what of that which was entered. */
export interface Trouble {
  readonly step: Step;
  /** Null: it is about nothing that one sees there, and stands by itself. */
  readonly field: SetupField | 'passphraseAgain' | null;
  readonly error: unknown;
  /** What this page found itself; of a fault of the host null. */
  readonly text: string | null;
}

/** Where a fault of the host is told, and what is shown so that it can be put right. */
export function troubleOf(
  error: unknown,
  at: Step,
  draft: Draft,
  stores: readonly SetupStore[],
): { readonly trouble: Trouble; readonly draft: Draft } {
  const said = error instanceof HostFault ? error.field : null;
  // The address of a store that is known by its name is the name's.
  const field = said === 'endpoint' && !fieldsAtPlace(draft, stores).includes(said) ? 'store' : said;
  const isKeys = field === 'accessKeyId' || field === 'secretAccessKey';
  // The keys that are here are wrong: others are to be typed.
  const shown = isKeys ? { ...draft, keepsKeys: false } : draft;
  const isSeen = field === 'passphrase' || fieldsAtPlace(shown, stores).some((each) => each === field);
  return { trouble: { step: stepOf(field) ?? at, field: isSeen ? field : null, error, text: null }, draft: shown };
}
