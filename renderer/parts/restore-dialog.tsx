import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import { rowSum } from '../amounts.ts';
import { restoreDocument, type RestoreDocument } from '../documents.ts';
import { tellAct } from '../last-act.ts';
import { ActDialog } from './act-dialog.tsx';
import { ActState } from './act-state.tsx';

/** Goes back to a point, after comparing it with what is here now. */
export function RestoreDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const act = useAct(['restore', id], restoreDocument, (told) => {
    tellAct({ act: 'restore', count: sizeOf(told), historyId: told.historyId });
    onClose();
  });
  const { answer } = act.plan;
  const plan = answer.kind === 'ready' ? answer.value : null;
  const lines = plan === null ? [] : linesOf(plan, t);
  return (
    <ActDialog
      title={t('restore.title', { id })}
      act={lines.length === 0 ? null : t('restore.act')}
      isActing={act.isActing}
      onAct={act.act}
      onClose={onClose}
    >
      <ActState act={act} />
      {plan !== null && lines.length === 0 && <p>{t('restore.nothing')}</p>}
      {lines.length > 0 && (
        <>
          <ul className="plan">
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p>{t(plan?.mode === 'merge' ? 'restore.travels' : 'restore.local')}</p>
          <p className="quiet">{t('restore.kept')}</p>
        </>
      )}
    </ActDialog>
  );
}

function sizeOf(told: RestoreDocument): number {
  return told.mode === 'merge' ? told.bringBack + told.unedit + told.remove : rowSum(told.rowsThen);
}

/** What differs from now; nothing where nothing does. */
function linesOf(plan: RestoreDocument, t: TFunction): string[] {
  if (plan.mode === 'mirror') {
    const now = plan.rowsNow === null ? 0 : rowSum(plan.rowsNow);
    return [t('restore.now', { count: now }), t('restore.then', { count: rowSum(plan.rowsThen) })];
  }
  return [
    ...(plan.bringBack === 0 ? [] : [t('restore.bringBack', { count: plan.bringBack })]),
    ...(plan.unedit === 0 ? [] : [t('restore.unedit', { count: plan.unedit })]),
    ...(plan.remove === 0 ? [] : [t('restore.remove', { count: plan.remove })]),
  ];
}
