import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SetupTest } from '../../core/host/api/contract-setup.ts';
import { SetupChoice } from './setup-choice.tsx';
import { SetupText } from './setup-field.tsx';
import type { SetupFlow } from './setup-flow.ts';

/** What the test found, and the passphrase that goes with it. */
export function SetupSeal({ flow, test }: { readonly flow: SetupFlow; readonly test: SetupTest }) {
  const { t } = useTranslation();
  const { draft } = flow;
  const isNew = test.project === null;
  const encryption = test.project?.encryption ?? draft.encryption;
  return (
    <>
      <Found test={test} isFolder={draft.kind === 'folder'} />
      {isNew && (
        <SetupChoice
          name="encryption"
          label={t('setup.seal.choose')}
          value={draft.encryption}
          options={(['age', 'none'] as const).map((value) => ({
            value,
            name: t(`setup.seal.kinds.${value}`),
            about: t(`setup.seal.abouts.${value}`),
          }))}
          choose={(chosen) => flow.change({ encryption: chosen })}
        />
      )}
      {encryption === 'age' && (
        <div className="setup-fields">
          {/* For whoever keeps passwords: what this one is for. */}
          <input
            className="unseen"
            type="text"
            autoComplete="username"
            tabIndex={-1}
            aria-hidden
            readOnly
            value={`Membridge ${draft.project}`}
          />
          <SetupText
            flow={flow}
            name="passphrase"
            kind="secret"
            label={t('setup.seal.passphrase')}
            autoComplete={isNew ? 'new-password' : 'current-password'}
            hint={isNew ? t('setup.seal.lose') : undefined}
          />
          {isNew && (
            <SetupText
              flow={flow}
              name="passphraseAgain"
              kind="secret"
              label={t('setup.seal.passphraseAgain')}
              autoComplete="new-password"
            />
          )}
        </div>
      )}
    </>
  );
}

function Found({ test, isFolder }: { readonly test: SetupTest; readonly isFolder: boolean }) {
  const { t } = useTranslation();
  const { where, project, makesPlace, otherProjects, cautions } = test;
  const there = project === null ? 'new' : project.encryption === 'age' ? 'sealed' : 'plain';
  return (
    <ul className="setup-found">
      <li>
        <CircleCheck className="icon weight-good" size={18} aria-hidden />
        <span>
          {makesPlace ? t(isFolder ? 'setup.seal.makesFolder' : 'setup.seal.makesBucket') : t('setup.seal.answers')}{' '}
          <span className="path">{where}</span>
          <span className={there === 'plain' ? 'attention detail' : 'quiet detail'}>
            {t(`setup.seal.there.${there}`)}
            {project?.mode === 'mirror' && ` ${t('setup.seal.mirror')}`}
            {otherProjects.length > 0 && ` ${t('setup.seal.others', { count: otherProjects.length })}`}
          </span>
        </span>
      </li>
      {cautions.map((caution) => (
        <li key={caution}>
          <TriangleAlert className="icon weight-attention" size={18} aria-hidden />
          <span>{caution}</span>
        </li>
      ))}
    </ul>
  );
}
