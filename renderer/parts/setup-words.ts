import { useTranslation } from 'react-i18next';
import type { SetupFacts } from '../../core/host/api/contract-setup.ts';
import type { SetupFlow } from './setup-flow.ts';

interface StepWords {
  readonly title: string;
  readonly about: string | null;
  /** What the way on is called. */
  readonly go: string;
  /** What is under way; null: nothing. */
  readonly going: string | null;
}

/** What a step is called, what it is for, and what the way on from it is called. */
export function useSetupWords(flow: SetupFlow, { memory }: SetupFacts): StepWords {
  const { t } = useTranslation();
  const { step, draft, test, plan, asking, leaves } = flow;
  const going = asking === null ? null : t(`setup.going.${asking}`);
  switch (step) {
    case 'memory': {
      const about =
        leaves === null ? t(`setup.memory.abouts.${memory.kind}`) : t('setup.memory.leaves', { where: leaves });
      const title = leaves === null ? t(`setup.memory.titles.${memory.kind}`) : t('setup.memory.move');
      return { title, about, go: t('setup.memory.go'), going };
    }
    case 'place':
      return {
        title: t('setup.place.title'),
        about: t('setup.place.about'),
        go: t(draft.kind === 'here' ? 'setup.place.stay' : 'setup.place.go'),
        going,
      };
    case 'seal': {
      const kind = test?.project === null ? 'new' : test?.project.encryption === 'none' ? 'plain' : 'sealed';
      return { title: t(`setup.seal.titles.${kind}`), about: null, go: t('setup.seal.go'), going };
    }
    case 'plan': {
      const isWork = plan?.plan !== null;
      return {
        title: t('setup.plan.title'),
        about: isWork ? null : t('setup.plan.nothing'),
        go: t('setup.plan.go'),
        going,
      };
    }
    case 'done':
      return { title: t('setup.done.title'), about: null, go: '', going };
  }
}
