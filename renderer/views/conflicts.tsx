import { useTranslation } from 'react-i18next';
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';
import { usePages } from '../pages.ts';
import { PagesFoot } from '../parts/pages-foot.tsx';
import { TimeOf } from '../parts/time-of.tsx';
import { ViewHead } from '../parts/view-head.tsx';
import { follow } from '../route.ts';
import { Conflict } from './conflict.tsx';

/** What was written on two machines at once, and one of them with both sides. */
export function Conflicts({ path }: { readonly path: string }) {
  const [, , id] = path.split('/');
  return id === undefined ? <ConflictList /> : <Conflict key={id} id={Number(id)} />;
}

function ConflictList() {
  const { t } = useTranslation();
  const list = usePages('conflicts', {});
  const conflicts = list.pages.flatMap((page) => page.conflicts);
  return (
    <>
      <ViewHead title={t('views.conflicts')} about={t('conflicts.about')} />
      {list.kind === 'ready' && conflicts.length === 0 && <p className="quiet">{t('conflicts.empty')}</p>}
      <div>
        {conflicts.length > 0 && (
          <ul className="rows">
            {conflicts.map((conflict) => (
              <ConflictRow key={conflict.id} conflict={conflict} />
            ))}
          </ul>
        )}
        <PagesFoot list={list} />
      </div>
    </>
  );
}

function ConflictRow({ conflict }: { readonly conflict: QueryAnswer<'conflicts'>['conflicts'][number] }) {
  const { t } = useTranslation();
  const { id, title, winner, loser, deleted, at } = conflict;
  const names = { winner: winner ?? t('lanes.before'), loser: loser ?? t('lanes.before') };
  return (
    <li>
      <span className="label">
        <a href={`/conflicts/${id}`} onClick={follow}>
          {title === '' ? t('conflicts.untitled', { id }) : title}
        </a>
        <span className="quiet detail">{t(deleted ? 'conflicts.deleted' : 'conflicts.wrote', names)}</span>
      </span>
      <TimeOf at={at} />
    </li>
  );
}
