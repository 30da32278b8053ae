import { useTranslation } from 'react-i18next';
import { isolated } from '../isolated.ts';
import { useOwnBoard } from '../own-board.ts';
import { BoardFacts } from '../parts/board-facts.tsx';
import { BoardNow } from '../parts/board-now.tsx';
import { BoardOthers } from '../parts/board-others.tsx';
import { BoardPlan } from '../parts/board-plan.tsx';
import { BoardStanding } from '../parts/board-standing.tsx';
import { Failure } from '../parts/failure.tsx';
import { Pending } from '../parts/pending.tsx';
import { ViewHead } from '../parts/view-head.tsx';

/** The machine itself: what stands applied, how it is now, which settings suit it, what the others are. */
export function Board() {
  const { t } = useTranslation();
  const { answer, again } = useOwnBoard();
  const board = answer.kind === 'ready' ? answer.value : null;
  const named = [board?.facts.model, board?.facts.system]
    .flatMap((word) => (typeof word === 'string' ? isolated(word) : []))
    .join(', ');
  const isLinux = board !== null && board.facts.memoryBytes !== null;
  return (
    <>
      <ViewHead title={t('views.board')} about={named === '' ? t('board.about') : named} />
      {answer.kind === 'asking' && <Pending rows={8} />}
      {answer.kind === 'failed' && <Failure error={answer.error} again={again} />}
      {board !== null && isLinux && (
        <>
          <BoardStanding board={board} again={again} />
          <BoardNow />
          <BoardPlan board={board} again={again} />
          <BoardFacts facts={board.facts} />
        </>
      )}
      {board !== null && !isLinux && <p>{t('board.none')}</p>}
      <BoardOthers />
    </>
  );
}
