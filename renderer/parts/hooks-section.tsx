import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer } from '../answers.ts';
import { runCommand } from '../commands.ts';
import { HooksDialog } from './hooks-dialog.tsx';
import { hooksStatusDocument, standingOf, type HooksStatus } from './hooks-documents.ts';
import { Pending } from './pending.tsx';
import { SettingsFault } from './settings-fault.tsx';

/** Whether Claude Code's sessions wake Membridge, and the way to let them, after a look at the change. */
export function HooksSection() {
  const { t } = useTranslation();
  const { answer, again } = useAnswer(
    'hooks',
    (client, signal) => runCommand(client, ['hooks', 'status'], hooksStatusDocument, { signal }),
    true,
  );
  return (
    <section aria-labelledby="hooks">
      <h2 id="hooks">{t('settings.hooks.title')}</h2>
      {answer.kind === 'asking' && <Pending rows={2} />}
      {answer.kind === 'failed' && <SettingsFault error={answer.error} again={again} calm="claude-code-missing" />}
      {answer.kind === 'ready' && <Standing status={answer.value} again={again} />}
    </section>
  );
}

function Standing({ status, again }: { readonly status: HooksStatus; readonly again: () => void }) {
  const { t } = useTranslation();
  const [verb, open] = useState<'install' | 'uninstall' | null>(null);
  const [isWritten, written] = useState(false);
  const standing = standingOf(status);
  const { python, otherHomes } = status;
  const isWork = standing !== 'installed' || python.length > 0;
  return (
    <div className="settings-block">
      <p className={standing === 'old' ? 'attention' : undefined}>{t(`settings.hooks.${standing}`)}</p>
      {standing === 'missing' && <p className="quiet">{t('settings.hooks.about')}</p>}
      {status.disabled && <p className="attention">{t('settings.hooks.disabled')}</p>}
      {python.length > 0 && <p className="attention">{t('settings.hooks.python', { count: python.length })}</p>}
      {otherHomes.map((home) => (
        <p key={home} className="quiet">
          {t('settings.hooks.otherHome')} <span className="path">{home}</span>
        </p>
      ))}
      <p role="status" className="quiet">
        {isWritten && t('settings.hooks.next')}
      </p>
      <div className="actions">
        {isWork && (
          <button type="button" className="button" onClick={() => open('install')}>
            {t(standing === 'missing' ? 'settings.hooks.install' : 'settings.hooks.mend')}
          </button>
        )}
        {standing !== 'missing' && (
          <button type="button" className="button text" onClick={() => open('uninstall')}>
            {t('settings.hooks.uninstall')}
          </button>
        )}
      </div>
      {verb !== null && (
        <HooksDialog
          verb={verb}
          python={python}
          onClose={(isDone) => {
            open(null);
            if (!isDone) return;
            written(true);
            again();
          }}
        />
      )}
    </div>
  );
}
