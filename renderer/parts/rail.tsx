import { Ellipsis } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useOpenConflicts } from '../open-conflicts.ts';
import { useHasBoard } from '../own-board.ts';
import { follow } from '../route.ts';
import { views, type ViewEntry } from '../views.tsx';

/** Beside 'More' on a narrow screen. */
const firstCount = 4;

/** The ways to all views: a column at the left; a bar of five below on a narrow screen, the rest behind 'More'. */
export function Rail({ current }: { readonly current: string }) {
  const { t } = useTranslation();
  const menu = useRef<HTMLDivElement>(null);
  const counts = { conflicts: useOpenConflicts() };
  const hasBoard = useHasBoard();
  const shown = views.filter(({ name, isOptional }) => isOptional !== true || hasBoard || name === current);
  const rest = shown.slice(firstCount);
  return (
    <nav className="rail" aria-label={t('rail.label')}>
      <span className="name">Membridge</span>
      {shown.map((view, index) => (
        <RailLink
          key={view.name}
          view={view}
          current={current}
          count={countOf(view, counts)}
          isRest={index >= firstCount}
        />
      ))}
      <button
        type="button"
        className={rest.some(({ name }) => name === current) ? 'rail-more current' : 'rail-more'}
        popoverTarget="rail-rest"
      >
        <Ellipsis className="icon" size={18} aria-hidden />
        <span>{t('rail.more')}</span>
        <Count count={rest.reduce((sum, view) => sum + countOf(view, counts), 0)} />
      </button>
      <div id="rail-rest" popover="auto" className="menu" ref={menu} onClick={() => menu.current?.hidePopover()}>
        {rest.map((view) => (
          <RailLink key={view.name} view={view} current={current} count={countOf(view, counts)} isRest={false} />
        ))}
      </div>
    </nav>
  );
}

function RailLink({
  view: { name, path, icon: Icon },
  current,
  count,
  isRest,
}: {
  readonly view: ViewEntry;
  readonly current: string;
  readonly count: number;
  readonly isRest: boolean;
}) {
  const { t } = useTranslation();
  return (
    <a
      className={isRest ? 'rest' : undefined}
      href={path}
      onClick={follow}
      aria-current={name === current ? 'page' : undefined}
    >
      <Icon className="icon" size={18} aria-hidden />
      <span>{t(`views.${name}`)}</span>
      <Count count={count} />
    </a>
  );
}

function countOf({ name }: ViewEntry, counts: Readonly<Record<string, number>>): number {
  return counts[name] ?? 0;
}

/** How many wait for a person; nothing where none does. */
function Count({ count }: { readonly count: number }) {
  const { t, i18n } = useTranslation();
  if (count === 0) return null;
  return (
    <span className="count">
      <span aria-hidden>{new Intl.NumberFormat(i18n.language).format(count)}</span>
      <span className="unseen">{t('rail.open', { count })}</span>
    </span>
  );
}
