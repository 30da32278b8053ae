import { useTranslation } from 'react-i18next';
import type { BoardDone, BoardPlan } from '../../core/host/api/contract-board.ts';
import type { PlanWish } from '../../core/model/tune/plan.ts';
import { useBoardAct } from '../board-act.ts';
import { useBoardLanguage } from '../own-board.ts';
import { ActDialog } from './act-dialog.tsx';
import { Failure } from './failure.tsx';

/** What applying does, step by step, and that it comes back by itself; one button does it. */
export function BoardApplyDialog({
  plan,
  wish,
  onClose,
  onDone,
  onFault,
}: {
  readonly plan: BoardPlan;
  readonly wish: PlanWish;
  readonly onClose: () => void;
  readonly onDone: (told: BoardDone) => void;
  readonly onFault: () => void;
}) {
  const { t } = useTranslation();
  const language = useBoardLanguage();
  const { isActing, error, act } = useBoardAct(onDone, onFault);
  return (
    <ActDialog
      title={t('board.applyTitle')}
      act={error === null ? t('board.applyAct') : null}
      manner="primary"
      isActing={isActing}
      onAct={() =>
        act({ verb: 'apply', language, profile: wish.profile, overlays: [...wish.overlays], hash: plan.hash })
      }
      onClose={onClose}
    >
      <p>{t('board.applyBack')}</p>
      {plan.needsReboot && <p className="attention">{t('board.reboot')}</p>}
      <p>{t('board.applySteps')}</p>
      <ol className="board-steps">
        {plan.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p className="quiet" role="status">
        {isActing && t('board.applying')}
      </p>
      {error !== null && <Failure error={error} />}
    </ActDialog>
  );
}
