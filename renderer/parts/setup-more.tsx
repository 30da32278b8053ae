import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetupFacts } from '../../core/host/api/contract-setup.ts';
import { needsOf, storeOf } from './setup-draft.ts';
import { SetupText } from './setup-field.tsx';
import type { SetupFlow } from './setup-flow.ts';

/** As the command line has them. */
const labelCharsMax = 100;
const projectCharsMax = 200;

/** What is filled in already, or hardly ever asked for. */
export function SetupMore({ flow, facts }: { readonly flow: SetupFlow; readonly facts: SetupFacts }) {
  const { t } = useTranslation();
  const { draft, trouble } = flow;
  const isBucket = draft.kind === 's3';
  const hasRegion = isBucket && !needsOf(storeOf(draft, facts.stores)).includes('region');
  const names = ['label', 'project', ...(isBucket ? ['prefix'] : []), ...(hasRegion ? ['region'] : [])];
  const isWrong = names.includes(trouble?.field ?? '');
  const [isOpen, open] = useState(false);
  useEffect(() => {
    // It stays open while what was wrong is typed anew.
    if (isWrong) open(true);
  }, [isWrong]);
  return (
    <details className="more" open={isOpen || isWrong} onToggle={(event) => open(event.currentTarget.open)}>
      <summary>{t('setup.place.more')}</summary>
      <div className="setup-fields">
        <SetupText flow={flow} name="label" label={t('setup.place.label')} maxLength={labelCharsMax} />
        <SetupText
          flow={flow}
          name="project"
          label={t('setup.place.project')}
          hint={t('setup.place.projectHint')}
          maxLength={projectCharsMax}
        />
        {isBucket && (
          <SetupText
            flow={flow}
            name="prefix"
            kind="path"
            label={t('setup.place.prefix')}
            hint={t('setup.place.prefixHint')}
          />
        )}
        {hasRegion && (
          <SetupText flow={flow} name="region" label={t('setup.place.region')} hint={t('setup.place.regionHint')} />
        )}
      </div>
    </details>
  );
}
