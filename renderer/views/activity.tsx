import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../pages.ts';
import type { ActivityEntry } from '../../core/host/api/moved-lines.ts';
import { actName, entryLine } from '../parts/activity-line.ts';
import { PagesFoot } from '../parts/pages-foot.tsx';
import { TimeOf } from '../parts/time-of.tsx';
import { UndoDialog } from '../parts/undo-dialog.tsx';
import { ViewHead } from '../parts/view-head.tsx';
import { follow } from '../route.ts';
import { Act } from './act.tsx';

/** What moved, from where, and how much of it; one act with its rows. */
export function Activity({ path }: { readonly path: string }) {
  const [, , id] = path.split('/');
  return id === undefined ? <ActivityList /> : <Act key={id} id={Number(id)} />;
}

function ActivityList() {
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
  return (
    <li>
      <span className="label">
        <a href={`/activity/${entry.id}`} onClick={follow} className="plain">
          {actName(entry.act, t)}
        </a>
        <span className="quiet detail">{entryLine(entry, t, i18n.language)}</span>
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
