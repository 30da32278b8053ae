import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import { ActDialog } from './act-dialog.tsx';
import { ActState } from './act-state.tsx';
import { HooksDiff } from './hooks-diff.tsx';
import { hooksChangeDocument } from './hooks-documents.ts';

/** What would be written into Claude Code's settings, line by line, and one button that writes it. */
export function HooksDialog({
  verb,
  python,
  onClose,
}: {
  readonly verb: 'install' | 'uninstall';
  /** Hooks of the Python membridge that stand there. */
  readonly python: readonly string[];
  /** `isDone`: the file was written. */
  readonly onClose: (isDone: boolean) => void;
}) {
  const { t } = useTranslation();
  const [isPythonToo, takePython] = useState(verb === 'install' && python.length > 0);
  const act = useAct(['hooks', verb, ...(isPythonToo ? ['--switch-off-python'] : [])], hooksChangeDocument, () =>
    onClose(true),
  );
  const { answer } = act.plan;
  const plan = answer.kind === 'ready' ? answer.value : null;
  const isNothing = plan !== null && plan.change.length === 0;
  return (
    <ActDialog
      title={t(`settings.hooks.${verb}Title`)}
      act={plan === null || isNothing ? null : t(`settings.hooks.${verb}Act`)}
      manner={verb === 'install' ? 'primary' : 'danger'}
      isActing={act.isActing}
      onAct={act.act}
      onClose={() => onClose(false)}
    >
      <p>{t(`settings.hooks.${verb}What`)}</p>
      {verb === 'install' && python.length > 0 && (
        <label className="check-line">
          <input
            type="checkbox"
            checked={isPythonToo}
            disabled={act.isActing}
            onChange={(event) => takePython(event.target.checked)}
          />
          <span>
            {t('settings.hooks.pythonToo', { count: python.length })}
            <span className="quiet detail">{t('settings.hooks.pythonWhy')}</span>
          </span>
        </label>
      )}
      <ActState act={act} />
      {isNothing && <p>{t('settings.hooks.nothing')}</p>}
      {plan !== null && !isNothing && (
        <>
          <p>
            {t('settings.hooks.change')} <span className="path">{plan.settings}</span>
          </p>
          <HooksDiff lines={plan.change} label={t('settings.hooks.change')} />
          <p className="quiet">{t('settings.hooks.kept')}</p>
        </>
      )}
    </ActDialog>
  );
}
