import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';
import { useAnswer } from '../answers.ts';
import { runCommand } from '../commands.ts';
import { anyDocument } from '../documents.ts';
import { useHost } from '../host-view.ts';
import { ConflictSides } from '../parts/conflict-sides.tsx';
import { Failure } from '../parts/failure.tsx';
import { Pending } from '../parts/pending.tsx';
import { ViewHead } from '../parts/view-head.tsx';
import { follow, go } from '../route.ts';

/** Both sides of a conflict with their differences, and which of them counts. */
export function Conflict({ id }: { readonly id: number }) {
  const { t } = useTranslation();
  const { answer, again } = useAnswer(`conflict ${id}`, (client, signal) => client.query('conflict', { id }, signal));
  return (
    <>
      <p>
        <a href="/conflicts" onClick={follow}>
          {t('conflicts.all')}
        </a>
      </p>
      {answer.kind === 'asking' && <Pending />}
      {answer.kind === 'failed' && <Failure error={answer.error} again={again} />}
      {answer.kind === 'ready' && <Dispute conflict={answer.value} />}
    </>
  );
}

const choices = ['ours', 'theirs', 'both'] as const;

function Dispute({ conflict }: { readonly conflict: QueryAnswer<'conflict'> }) {
  const { t } = useTranslation();
  const { client } = useHost();
  const [isKeeping, keeping] = useState(false);
  const [error, fail] = useState<unknown>(null);
  const keep = async (side: (typeof choices)[number]) => {
    keeping(true);
    fail(null);
    try {
      await runCommand(client, ['conflicts', 'keep', String(conflict.id), side], anyDocument);
      go('/conflicts');
    } catch (thrown) {
      fail(thrown);
      keeping(false);
    }
  };
  const { title, id, isDeletedHere } = conflict;
  return (
    <>
      <ViewHead title={title === '' ? t('conflicts.untitled', { id }) : title} about={t('conflicts.rule')} />
      {isDeletedHere && <p className="attention">{t('conflicts.deletedHere')}</p>}
      <ConflictSides sides={conflict.sides} />
      <section aria-label={t('conflicts.choose')}>
        <p>{t('conflicts.choose')}</p>
        <div className="choices">
          {choices.map((side) => (
            <button
              type="button"
              key={side}
              className="button"
              disabled={isKeeping || conflict.settled}
              onClick={() => void keep(side)}
            >
              {t(`conflicts.keep.${side}`)}
            </button>
          ))}
        </div>
        {conflict.settled && <p className="quiet">{t('conflicts.settled')}</p>}
        {error !== null && <Failure error={error} />}
      </section>
    </>
  );
}
