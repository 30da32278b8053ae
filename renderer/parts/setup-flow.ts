import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetupDocument, SetupFacts, SetupTest } from '../../core/host/api/contract-setup.ts';
import { useHost } from '../host-view.ts';
import { go } from '../route.ts';
import type { Language } from '../text.ts';
import { useAsking } from './setup-asking.ts';
import { draftFrom, missingIn, placeOf, requestOf, withoutSecrets, wordOf, type Draft } from './setup-draft.ts';
import { addressOf, stepAt, stepBefore, type Step } from './setup-steps.ts';
import { troubleOf, type Trouble } from './setup-trouble.ts';

/** What was entered and what was found, as far as one has come. */
interface Known {
  readonly draft: Draft;
  readonly test: SetupTest | null;
  /** Of the plan, and then of what was done. */
  readonly plan: SetupDocument | null;
  readonly isDone: boolean;
  readonly trouble: Trouble | null;
  /** What is connected now and is given up: where it is. */
  readonly leaves: string | null;
}

export interface SetupFlow extends Omit<Known, 'isDone'> {
  readonly step: Step | 'done';
  readonly asking: 'test' | 'plan' | 'connect' | null;
  change(some: Partial<Draft>): void;
  back(): void;
  next(): void;
}

/**
 * The way through the first run, step by step, each with an address of its own so that the browser's way back is one too.
 * What was typed is in the page and nowhere else: loaded again it begins anew.
 */
export function useSetupFlow(facts: SetupFacts, path: string): SetupFlow {
  const [known, setKnown] = useState(() => startOf(facts));
  const set = (some: Partial<Known>) => setKnown((before) => ({ ...before, ...some }));
  const { asking, ask, stop } = useAsking<'test' | 'plan' | 'connect'>((error) => {
    const found = troubleOf(error, at, known.draft, facts.stores);
    set(found);
    if (found.trouble.step !== at) go(addressOf(found.trouble.step));
  });
  const at = asking === 'connect' ? 'plan' : stepAt(path, known);
  // Who went elsewhere meanwhile is not brought back by an answer; what was begun is not ended by it.
  useEffect(() => () => stop('connect'), [at]);
  const acts = useActs({ known, stores: facts.stores, set, ask });
  const { draft, trouble, isDone } = known;
  return {
    ...known,
    step: isDone ? 'done' : at,
    trouble: trouble?.step === at ? trouble : null,
    asking,
    change(some) {
      // What was asked was about something else, and so is what was wrong.
      stop();
      set({ trouble: null, draft: { ...draft, ...some } });
    },
    back() {
      if (asking === 'connect') return;
      stop();
      set({ trouble: null });
      go(addressOf(stepBefore(at)));
    },
    next() {
      if (asking !== null) return;
      set({ trouble: null });
      acts[at]();
    },
  };
}

function startOf(facts: SetupFacts): Known {
  const { connection } = facts;
  // The history of this machine alone is no loss.
  const leaves = connection === null || connection.isLocalHistory ? null : connection.where;
  return { draft: draftFrom(facts), test: null, plan: null, isDone: false, trouble: null, leaves };
}

interface ActParts {
  readonly known: Known;
  readonly stores: SetupFacts['stores'];
  set(some: Partial<Known>): void;
  readonly ask: ReturnType<typeof useAsking<'test' | 'plan' | 'connect'>>['ask'];
}

/** What going on from each step does. */
function useActs({ known, stores, set, ask }: ActParts): Readonly<Record<Step, () => void>> {
  const { t, i18n } = useTranslation();
  const { client } = useHost();
  const { draft, test, leaves } = known;
  const language = i18n.language as Language;
  const encryption = test?.project?.encryption ?? draft.encryption;
  const wish = () => requestOf(draft, stores, { language, encryption, reconnect: leaves !== null });
  const refuse = (step: Step, field: Trouble['field'], text: string) =>
    set({ trouble: { step, field, error: null, text } });
  return {
    memory: () => go(addressOf('place')),
    place() {
      const [missing] = missingIn(draft, stores);
      if (missing !== undefined) return refuse('place', missing, t('setup.missing'));
      const place = placeOf(draft, stores);
      if (place === null) return go('/');
      const request = { language, place, project: wordOf(draft.project) };
      return void ask(
        'test',
        (signal) => client.testPlace(request, signal),
        (found) => {
          set({ test: found, plan: null });
          go(addressOf('seal'));
        },
      );
    },
    seal() {
      const { passphrase, passphraseAgain } = draft;
      const request = wish();
      if (encryption === 'age' && passphrase === '') return refuse('seal', 'passphrase', t('setup.seal.empty'));
      if (encryption === 'age' && test?.project === null && passphrase !== passphraseAgain)
        return refuse('seal', 'passphraseAgain', t('setup.seal.differ'));
      if (request === null) return undefined;
      return void ask(
        'plan',
        (signal) => client.planSetup(request, signal),
        (plan) => {
          set({ plan });
          go(addressOf('plan'));
        },
      );
    },
    plan() {
      const request = wish();
      if (request === null) return;
      void ask(
        'connect',
        (signal) => client.connectMachine(request, signal),
        (plan) => set({ plan, isDone: true, draft: withoutSecrets(draft) }),
      );
    },
  };
}
