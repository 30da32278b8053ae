import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bytesIn } from '../amounts.ts';
import { usePages } from '../pages.ts';
import { actName, movedLines, type ActivityEntry } from '../parts/activity-line.ts';
import { PagesFoot } from '../parts/pages-foot.tsx';
import { TimeOf } from '../parts/time-of.tsx';
import { UndoDialog } from '../parts/undo-dialog.tsx';
import { ViewHead } from '../parts/view-head.tsx';

/** What moved, from where, and how much of it; the newest act can be taken back. */
export function Activity() {
  const { t } = useTranslation();
  const list = usePages('activity', {});
  const [isUndoing, undoing] = useState(false);
  const entries = list.pages.flatMap((page) => page.entries);
  const newest = entries.find(({ undoable }) => undoable)?.id;
  return (
    <>
      <ViewHead title={t('views.activity')} about={t('activity.about')} />
      {list.kind === 'ready' && entries.length === 0 && <p className="quiet">{t('activity.empty')}</p>}
      <div>
        {entries.length > 0 && (
          <ul className="rows">
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} onUndo={entry.id === newest ? () => undoing(true) : null} />
            ))}
          </ul>
        )}
        <PagesFoot list={list} />
      </div>
      {isUndoing && <UndoDialog onClose={() => undoing(false)} />}
    </>
  );
}

function Entry({ entry, onUndo }: { readonly entry: ActivityEntry; readonly onUndo: (() => void) | null }) {
  const { t, i18n } = useTranslation();
  const lines = movedLines(entry, t, new Intl.ListFormat(i18n.language));
  return (
    <li>
      <span className="label">
        {actName(entry.act, t)}
        <span className="quiet detail">
          {[
            ...lines,
            ...(entry.undoes === null ? [] : [t('activity.undoes', { id: entry.undoes })]),
            ...(entry.bytes === null ? [] : [bytesIn(i18n.language, entry.bytes)]),
          ].join(' ')}
        </span>
      </span>
      {onUndo !== null && (
        <button type="button" className="button text" onClick={onUndo}>
          {t('actions.undoAsk')}
        </button>
      )}
      <TimeOf at={entry.at} />
    </li>
  );
}
