import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { useAnswer } from '../answers.ts';
import { runCommand } from '../commands.ts';
import { historyDocument } from '../documents.ts';
import { useHostView } from '../host-view.ts';
import { Failure } from './failure.tsx';
import { Pending } from './pending.tsx';
import { TimeLine, type Point } from './time-line.tsx';

/** As many as the command gives of each. */
const pointsAsked = 100;
/** It ends so where something in the store is damaged; the rest of its document is an answer all the same. */
const damagedExit = 8;

/** What the store has to go back to. It is asked by itself, so that what is here never waits for it. */
export function StorePoints() {
  const { known } = useHostView();
  // Nothing is connected: there is no store.
  return (known?.status ?? null) === null ? null : <Stored />;
}

function Stored() {
  const { t } = useTranslation();
  const { answer, again } = useAnswer(
    'points of the store',
    (client, signal) =>
      runCommand(client, ['history', '--limit', String(pointsAsked)], historyDocument, {
        signal,
        alsoFine: [damagedExit],
      }),
    true,
  );
  const points = answer.kind === 'ready' ? pointsOf(answer.value) : [];
  const offline = answer.kind === 'ready' && answer.value.offline;
  const damaged = answer.kind === 'ready' ? answer.value.damaged.length : 0;
  const retry: ReactNode = (
    <button type="button" className="button" onClick={again}>
      {t('actions.again')}
    </button>
  );
  return (
    <section aria-labelledby="points-stored">
      <h2 id="points-stored">{t('history.store')}</h2>
      {answer.kind === 'asking' && <Pending rows={2} />}
      {answer.kind === 'failed' && <Failure error={answer.error} again={again} />}
      {offline && (
        <>
          <p className="attention">{t('history.storeOffline')}</p>
          <p>{retry}</p>
        </>
      )}
      {answer.kind === 'ready' && !offline && (
        <p className="quiet">{t(points.length === 0 ? 'history.storeEmpty' : 'history.storeWhy')}</p>
      )}
      {damaged > 0 && <p className="attention">{t('history.storeDamaged', { count: damaged })}</p>}
      <TimeLine points={points} />
    </section>
  );
}

function pointsOf({ revisions, snapshots }: z.output<typeof historyDocument>): Point[] {
  return [...revisions, ...snapshots]
    .toSorted((a, b) => b.at - a.at)
    .map(({ id, at, label, rows, bytes }) => ({
      id,
      at,
      kind: 'snapshot',
      where: 'bucket',
      why: '',
      label,
      bytes,
      rows,
      damaged: false,
      keptUntil: null,
    }));
}
