import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board, BoardPlan as Plan } from '../../core/host/api/contract-board.ts';
import type { PlanWish } from '../../core/model/tune/plan.ts';
import { useAnswer } from '../answers.ts';
import { useBoardLanguage } from '../own-board.ts';
import { BoardApplyDialog } from './board-apply-dialog.tsx';
import { BoardRows } from './board-rows.tsx';
import { BoardWish, suits } from './board-wish.tsx';
import { Failure } from './failure.tsx';
import { Pending } from './pending.tsx';
import { Sentence } from './sentence.tsx';
import { SetupCommand } from './setup-command.tsx';

/** Which settings suit the machine, and the way to have them. */
export function BoardPlan({ board, again }: { readonly board: Board; readonly again: () => void }) {
  const { t } = useTranslation();
  const language = useBoardLanguage();
  const [wish, choose] = useState<PlanWish>(suits);
  const [isAsking, ask] = useState(false);
  // What stands applied is part of what is planned for.
  const key = JSON.stringify(['board plan', language, wish, board.standing]);
  const asked = useAnswer(
    key,
    (client, signal) => client.boardPlan({ language, profile: wish.profile, overlays: [...wish.overlays] }, signal),
    true,
  );
  const { answer } = asked;
  const planAgain = () => {
    asked.again();
    again();
  };
  return (
    <section aria-labelledby="board-tuning">
      <h2 id="board-tuning">{t('board.tuning')}</h2>
      <BoardWish fits={board.fits} wish={wish} choose={choose} />
      {answer.kind === 'asking' && <Pending rows={5} />}
      {answer.kind === 'failed' && <Failure error={answer.error} again={asked.again} />}
      {answer.kind === 'ready' && <Planned board={board} plan={answer.value} apply={() => ask(true)} />}
      {isAsking && answer.kind === 'ready' && (
        <BoardApplyDialog
          plan={answer.value}
          wish={wish}
          onClose={() => ask(false)}
          onDone={() => {
            ask(false);
            planAgain();
          }}
          onFault={planAgain}
        />
      )}
    </section>
  );
}

function Planned({ board, plan, apply }: { readonly board: Board; readonly plan: Plan; readonly apply: () => void }) {
  const { t } = useTranslation();
  const { says, rows, reason, needsReboot, findings, advice } = plan;
  const changes = rows.filter(({ state }) => state === 'change' || state === 'at-boot').length;
  return (
    <div className="board-plan">
      {says !== null && <p>{says}</p>}
      {rows.length > 0 && <BoardRows rows={rows} />}
      {reason === null ? (
        <p>
          {t('board.changes', { count: changes })} {needsReboot && t('board.reboot')}
        </p>
      ) : (
        <p>
          <Sentence text={reason} />
        </p>
      )}
      {reason === null && <ApplyWay board={board} plan={plan} apply={apply} />}
      <Lines title={t('board.noticed')} lines={findings} />
      <Lines title={t('board.advice')} lines={advice} />
    </div>
  );
}

/** A button where it may be done from here; else why not, and what to type. */
function ApplyWay({ board, plan, apply }: { readonly board: Board; readonly plan: Plan; readonly apply: () => void }) {
  const { t } = useTranslation();
  const { mayAct, helper, standing, commands } = board;
  const isBusy = standing.state === 'waiting' || standing.state === 'unsettled' || standing.state === 'damaged';
  if (isBusy) return null;
  if (mayAct && helper === 'ready')
    return (
      <p className="actions">
        <button type="button" className="button primary" onClick={apply}>
          {t('board.apply')}
        </button>
      </p>
    );
  return (
    <div className="settings-block">
      <p className="quiet">{t(mayAct ? `board.helper.${helper}` : 'board.helper.far')}</p>
      {mayAct && helper === 'absent' && <SetupCommand command={commands.install} />}
      <p className="quiet">{t('board.byHand')}</p>
      <SetupCommand command={plan.command} />
    </div>
  );
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className="board-lines">
        {lines.map((line) => (
          <li key={line}>
            <Sentence text={line} />
          </li>
        ))}
      </ul>
    </div>
  );
}
