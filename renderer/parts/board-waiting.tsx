import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board } from '../../core/host/api/contract-board.ts';
import type { Acting } from '../board-act.ts';
import { clockOf, useCountDown } from '../count-down.ts';
import { useBoardLanguage } from '../own-board.ts';
import { Failure } from './failure.tsx';
import { SetupCommand } from './setup-command.tsx';

/** A change that a person has to confirm, with the time that is left. It has the focus when it appears: nothing else is as urgent. */
export function BoardWaiting({
  board,
  standing: { profile, leftMs },
  acting: { isActing, error, act },
}: {
  readonly board: Board;
  readonly standing: Extract<Board['standing'], { state: 'waiting' }>;
  readonly acting: Acting;
}) {
  const { t } = useTranslation();
  const language = useBoardLanguage();
  const place = useRef<HTMLElement>(null);
  // Of each answer anew: the page's clock and the machine's go on side by side.
  const endAt = useMemo(() => Date.now() + leftMs, [board, leftMs]);
  const { leftMs: left, said } = useCountDown(endAt);
  useEffect(() => place.current?.focus(), []);
  const mayAct = board.mayAct && board.helper === 'ready';
  return (
    <section className="board-waiting" aria-labelledby="board-waiting" ref={place} tabIndex={-1}>
      <h2 id="board-waiting">{t('board.waiting.title', { profile })}</h2>
      <p>{t('board.waiting.what')}</p>
      <p className="board-left" role="timer" aria-live="off">
        {t('board.waiting.left', { time: clockOf(left) })}
      </p>
      <p className="unseen" role="status">
        {said !== null && t('board.waiting.said', { count: said, profile })}
      </p>
      {mayAct ? (
        <div className="actions">
          <button
            type="button"
            className="button primary"
            disabled={isActing}
            onClick={() => act({ verb: 'confirm', language })}
          >
            {t('board.waiting.keep')}
          </button>
          <button
            type="button"
            className="button"
            disabled={isActing}
            onClick={() => act({ verb: 'revert', language, onlyLast: true })}
          >
            {t('board.waiting.back')}
          </button>
        </div>
      ) : (
        <>
          <SetupCommand command={board.commands.confirm} />
          <SetupCommand command={board.commands.revert} />
        </>
      )}
      {error !== null && <Failure error={error} />}
    </section>
  );
}
