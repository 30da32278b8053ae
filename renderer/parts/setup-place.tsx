import { useTranslation } from 'react-i18next';
import type { SetupFacts } from '../../core/host/api/contract-setup.ts';
import { SetupBucket } from './setup-bucket.tsx';
import { SetupChoice } from './setup-choice.tsx';
import { SetupText } from './setup-field.tsx';
import type { SetupFlow } from './setup-flow.ts';
import { SetupMore } from './setup-more.tsx';

/** Where it is kept, and only what such a place needs to be reached. */
export function SetupPlace({ flow, facts }: { readonly flow: SetupFlow; readonly facts: SetupFacts }) {
  const { t } = useTranslation();
  const { draft } = flow;
  const kinds =
    facts.connection?.isLocalHistory === true ? (['folder', 's3', 'here'] as const) : (['folder', 's3'] as const);
  return (
    <>
      <SetupChoice
        name="place"
        label={t('setup.place.title')}
        value={draft.kind}
        options={kinds.map((value) => ({
          value,
          name: t(`setup.place.kinds.${value}`),
          about: t(`setup.place.abouts.${value}`),
        }))}
        choose={(kind) => flow.change({ kind })}
      />
      {draft.kind === 'folder' && (
        <SetupText
          flow={flow}
          name="folder"
          kind="path"
          label={t('setup.place.folder')}
          hint={
            facts.folder !== null && draft.folder === facts.folder
              ? t('setup.place.folderSeen')
              : t('setup.place.folderHint')
          }
        />
      )}
      {draft.kind === 's3' && <SetupBucket flow={flow} facts={facts} />}
      {draft.kind !== 'here' && <SetupMore flow={flow} facts={facts} />}
    </>
  );
}
