import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import { undoPlan } from '../documents.ts';
import { tellAct } from '../last-act.ts';
import { ActDialog } from './act-dialog.tsx';
import { actName } from './activity-line.ts';
import { ActState } from './act-state.tsx';

/** Takes the newest act back, after showing which one that is. */
export function UndoDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct(['undo'], undoPlan, ({ rows }) => {
    tellAct({ act: 'undo', count: rows ?? null, historyId: null });
    onClose();
  });
  const { answer } = act.plan;
  const plan = answer.kind === 'ready' ? answer.value : null;
  return (
    <ActDialog
      title={t('undo.title')}
      act={plan === null ? null : t('undo.act')}
      isActing={act.isActing}
      onAct={act.act}
      onClose={onClose}
    >
      <ActState act={act} />
      {plan !== null && (
        <>
          <p>{t('undo.which', { act: actName(plan.act, t), id: plan.undoes })}</p>
          {plan.rows !== undefined && <p>{t('undo.rows', { count: plan.rows })}</p>}
          <p className="quiet">{t('undo.kept')}</p>
        </>
      )}
    </ActDialog>
  );
}
