import { useTranslation } from 'react-i18next';
import type { BoardDone } from '../../core/host/api/contract-board.ts';
import { useBoardAct } from '../board-act.ts';
import { useBoardLanguage } from '../own-board.ts';
import { ActDialog } from './act-dialog.tsx';
import { Failure } from './failure.tsx';

/** Asks before everything that stands is taken back. */
export function BoardRevertDialog({
  onClose,
  onDone,
  onFault,
}: {
  readonly onClose: () => void;
  readonly onDone: (told: BoardDone) => void;
  readonly onFault: () => void;
}) {
  const { t } = useTranslation();
  const language = useBoardLanguage();
  const { isActing, error, act } = useBoardAct(onDone, onFault);
  return (
    <ActDialog
      title={t('board.revertTitle')}
      act={t('board.revertAct')}
      isActing={isActing}
      onAct={() => act({ verb: 'revert', language, onlyLast: false })}
      onClose={onClose}
    >
      <p>{t('board.revertWhat')}</p>
      <p className="quiet" role="status">
        {isActing && t('board.reverting')}
      </p>
      {error !== null && <Failure error={error} />}
    </ActDialog>
  );
}
