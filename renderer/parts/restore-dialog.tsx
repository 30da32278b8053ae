import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import { rowSum } from '../amounts.ts';
import { restoreDocument, type RestoreDocument } from '../documents.ts';
import { tellAct } from '../last-act.ts';
import { ActDialog } from './act-dialog.tsx';
import { ActState } from './act-state.tsx';
import { CopyPoint } from './copy-point.tsx';
import { RestorePlan } from './restore-plan.tsx';

/** Compares a point with what is here now; then it is gone back to, or saved as a file, or neither. */
export function RestoreDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [isExact, exact] = useState(false);
  const act = useAct(['restore', id, ...(isExact ? ['--exact'] : [])], restoreDocument, (told) => {
    tellAct({ act: 'restore', count: sizeOf(told), historyId: told.historyId });
    onClose();
  });
  const { answer } = act.plan;
  const plan = answer.kind === 'ready' ? answer.value : null;
  const isWork = plan !== null && (plan.mode === 'mirror' || sizeOf(plan) > 0);
  const [last, keep] = useState<RestoreDocument | null>(null);
  if (plan !== null && plan !== last) keep(plan);
  return (
    <ActDialog
      title={t('restore.title', { id })}
      act={isWork ? t('restore.act') : null}
      isActing={act.isActing}
      onAct={act.act}
      onClose={onClose}
    >
      <ActState act={act} />
      {plan !== null && !isWork && <p>{t('restore.nothing')}</p>}
      {plan !== null && isWork && <RestorePlan plan={plan} />}
      {last?.mode === 'merge' && (
        <label className="check">
          <input
            type="checkbox"
            checked={isExact}
            disabled={act.isActing}
            onChange={(event) => exact(event.target.checked)}
          />
          {t('restore.exact')}
        </label>
      )}
      {isWork && (
        <>
          <p>{t(plan.mode === 'merge' ? 'restore.travels' : 'restore.local')}</p>
          <p className="quiet">{t('restore.kept')}</p>
        </>
      )}
      {!act.isActing && <CopyPoint id={id} />}
    </ActDialog>
  );
}

function sizeOf(told: RestoreDocument): number {
  return told.mode === 'merge' ? told.bringBack + told.unedit + told.remove : rowSum(told.rowsThen);
}
