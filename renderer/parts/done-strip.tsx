import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { undoDone, undoPlan } from '../documents.ts';
import { runCommand } from '../commands.ts';
import { useHost } from '../host-view.ts';
import { tellAct, useLastAct, type LastAct } from '../last-act.ts';
import { Failure } from './failure.tsx';
import { CommandFault } from '../faults.ts';

/** What was just done, and one press that takes it back. It stays until it is put away. */
export function DoneStrip() {
  const last = useLastAct();
  return last === null ? null : <Done key={`${last.act} ${last.historyId}`} last={last} />;
}

function Done({ last }: { readonly last: LastAct }) {
  const { t } = useTranslation();
  const { client } = useHost();
  const [isUndoing, undoing] = useState(false);
  const [error, fail] = useState<unknown>(null);
  const undo = async () => {
    if (isUndoing) return;
    undoing(true);
    fail(null);
    try {
      const plan = await runCommand(client, ['undo', '--dry-run'], undoPlan);
      if (plan.undoes !== last.historyId)
        throw new CommandFault({ code: 'undo-other', message: t('done.other'), hint: t('done.otherHint') });
      const done = await runCommand(client, ['undo', '--yes'], undoDone);
      tellAct({ act: 'undo', count: done.rows ?? null, historyId: null });
      // The button that was pressed is gone with what it did.
      requestAnimationFrame(() => document.querySelector<HTMLElement>('.done button')?.focus());
    } catch (thrown) {
      fail(thrown);
    } finally {
      undoing(false);
    }
  };
  const putAway = () => {
    tellAct(null);
    document.querySelector('main')?.focus();
  };
  return (
    <div className="done">
      <div className="strip" role="status">
        <span>{last.count === null ? t('done.undoPlain') : t(`done.${last.act}`, { count: last.count })}</span>
        <span className="push">
          {last.historyId !== null && (
            <button type="button" className="button text" aria-disabled={isUndoing} onClick={() => void undo()}>
              {t('actions.undo')}
            </button>
          )}
          <button type="button" className="button text" onClick={putAway}>
            {t('actions.putAway')}
          </button>
        </span>
      </div>
      {error !== null && <Failure error={error} />}
    </div>
  );
}
