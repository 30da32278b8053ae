import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';
import { usePages } from '../pages.ts';
import { ActRecords } from '../parts/act-records.tsx';
import { ActTables } from '../parts/act-tables.tsx';
import { actName, entryLine } from '../parts/activity-line.ts';
import { PagesFoot } from '../parts/pages-foot.tsx';
import { UndoDialog } from '../parts/undo-dialog.tsx';
import { ViewHead } from '../parts/view-head.tsx';
import { follow } from '../route.ts';
import { timesIn } from '../time.ts';

/** So many rows are asked for at once. */
const pageRows = 50;

/** One act: when it was, what it moved, and each row of that which is still known. */
export function Act({ id }: { readonly id: number }) {
  const { t } = useTranslation();
  const list = usePages('act', { id, limit: pageRows });
  const [first] = list.pages;
  return (
    <>
      <p>
        <a href="/activity" onClick={follow}>
          {t('activity.all')}
        </a>
      </p>
      {first !== undefined && <Known act={first} records={list.pages.flatMap(({ records }) => records)} />}
      <PagesFoot list={list} />
    </>
  );
}

type Shown = QueryAnswer<'act'>;

function Known({ act, records }: { readonly act: Shown; readonly records: Shown['records'] }) {
  const { t, i18n } = useTranslation();
  const [isUndoing, undoing] = useState(false);
  const { entry, known, tables } = act;
  const came = records.filter(({ way }) => way === 'came');
  const sent = records.filter(({ way }) => way === 'sent');
  const isPersons = entry.act !== 'merge';
  const isElsewhere = entry.act === 'force-push';
  return (
    <>
      <ViewHead
        title={actName(entry.act, t)}
        about={[timesIn(i18n.language).full(entry.at), entryLine(entry, t, i18n.language)]
          .filter((line) => line !== '')
          .join(' · ')}
      >
        {entry.undoable && (
          <button type="button" className="button" onClick={() => undoing(true)}>
            {t('actions.undoAsk')}
          </button>
        )}
      </ViewHead>
      {came.length > 0 && (
        <ActRecords
          title={t(isElsewhere ? 'activity.elsewhere' : isPersons ? 'activity.here' : 'activity.came')}
          records={came}
        />
      )}
      {sent.length > 0 && <ActRecords title={t('activity.sent')} records={sent} />}
      {tables.length > 0 && <ActTables tables={tables} />}
      <Unknown
        came={isElsewhere ? 0 : entry.applied + entry.removed - known.came}
        sent={entry.published - known.sent}
        isWhole={tables.length > 0}
      />
      {isUndoing && <UndoDialog onClose={() => undoing(false)} />}
    </>
  );
}

/** Of what only the number is known: told, and why. */
function Unknown({ came, sent, isWhole }: { readonly came: number; readonly sent: number; readonly isWhole: boolean }) {
  const { t } = useTranslation();
  if (isWhole) return <p className="quiet">{t('activity.whole')}</p>;
  return (
    <>
      {came > 0 && <p className="quiet">{t('activity.cameUnknown', { count: came })}</p>}
      {sent > 0 && <p className="quiet">{t('activity.sentUnknown', { count: sent })}</p>}
    </>
  );
}
