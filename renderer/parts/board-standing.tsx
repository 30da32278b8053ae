import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board, BoardDone } from '../../core/host/api/contract-board.ts';
import { useBoardAct } from '../board-act.ts';
import { BoardRevertDialog } from './board-revert-dialog.tsx';
import { BoardWaiting } from './board-waiting.tsx';
import { SetupCommand } from './setup-command.tsx';
import { TimeOf } from './time-of.tsx';

/** A moment after its time is over the change is taken back; then it is looked at again until it is settled. */
const lateMs = 1_500;
const settleMs = 5_000;

/** What Membridge has set here: it waits for a word, is in force, or ended halfway; and what became of the last change. */
export function BoardStanding({ board, again }: { readonly board: Board; readonly again: () => void }) {
  const { t } = useTranslation();
  const [done, tell] = useState<readonly string[]>([]);
  const place = useRef<HTMLDivElement>(null);
  const { standing, takenBack } = board;
  const onDone = ({ says }: BoardDone) => {
    tell(says.length > 0 ? says : [t('board.kept')]);
    again();
  };
  const acting = useBoardAct(onDone, again);
  useSettling(board, again);
  // What was pressed is gone: what came of it has the focus.
  useEffect(() => {
    if (done.length > 0) place.current?.focus();
  }, [done]);
  return (
    <>
      <div role="status" className="board-done" ref={place} tabIndex={-1}>
        {done.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      {standing.state === 'waiting' && <BoardWaiting board={board} standing={standing} acting={acting} />}
      {(standing.state === 'in-force' || standing.state === 'unsettled') && (
        <Stands board={board} standing={standing} onDone={onDone} again={again} />
      )}
      {standing.state === 'damaged' && <p className="attention">{standing.says}</p>}
      {takenBack !== null && done.length === 0 && <TakenBack takenBack={takenBack} />}
    </>
  );
}

/** Looks again when the time is over: then it was taken back, or is being. */
function useSettling(board: Board, again: () => void): void {
  const { standing } = board;
  const leftMs =
    standing.state === 'waiting' ? standing.leftMs + lateMs : standing.state === 'unsettled' ? settleMs : null;
  useEffect(() => {
    if (leftMs === null) return undefined;
    const timer = setTimeout(again, leftMs);
    return () => clearTimeout(timer);
  }, [board, leftMs, again]);
}

function Stands({
  board: { mayAct, helper, commands },
  standing,
  onDone,
  again,
}: {
  readonly board: Board;
  readonly standing: Extract<Board['standing'], { state: 'in-force' | 'unsettled' }>;
  readonly onDone: (told: BoardDone) => void;
  readonly again: () => void;
}) {
  const { t } = useTranslation();
  const [isAsking, ask] = useState(false);
  const { state, profile } = standing;
  return (
    <section className="board-stands" aria-labelledby="board-stands">
      <h2 id="board-stands" className={state === 'unsettled' ? 'attention' : undefined}>
        {t(state === 'in-force' ? 'board.force.title' : 'board.unsettled', { profile })}
      </h2>
      {state === 'in-force' && (
        <p className="quiet">
          {t('board.force.since')} <TimeOf at={standing.at} className="figure" />
        </p>
      )}
      {mayAct && helper === 'ready' ? (
        <button type="button" className="button" onClick={() => ask(true)}>
          {t('board.force.back')}
        </button>
      ) : (
        <SetupCommand command={commands.revert} />
      )}
      {isAsking && (
        <BoardRevertDialog
          onClose={() => ask(false)}
          onDone={(told) => {
            ask(false);
            onDone(told);
          }}
          onFault={again}
        />
      )}
    </section>
  );
}

function TakenBack({ takenBack: { at, says } }: { readonly takenBack: NonNullable<Board['takenBack']> }) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="board-back">
      <h2 id="board-back">
        {t('board.takenBack')} <TimeOf at={at} className="figure" />
      </h2>
      <ul className="board-lines">
        {says.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
