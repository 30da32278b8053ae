import { useTranslation } from 'react-i18next';
import { usePages } from '../pages.ts';
import { PagesFoot } from '../parts/pages-foot.tsx';
import { RestoreDialog } from '../parts/restore-dialog.tsx';
import { StorePoints } from '../parts/store-points.tsx';
import { TimeLine } from '../parts/time-line.tsx';
import { ViewHead } from '../parts/view-head.tsx';
import { go } from '../route.ts';

/** What one can go back to, on a line of time; each shows what would change before anything does. */
export function History({ path }: { readonly path: string }) {
  const { t } = useTranslation();
  const list = usePages('points', {});
  const points = list.pages.flatMap((page) => page.points);
  const [, , id] = path.split('/');
  return (
    <>
      <ViewHead title={t('views.history')} about={t('history.about')} />
      <section aria-labelledby="points-here">
        <h2 id="points-here">{t('history.here')}</h2>
        {list.kind === 'ready' && points.length === 0 && <p className="quiet">{t('history.empty')}</p>}
        <TimeLine points={points} />
        <PagesFoot list={list} />
      </section>
      <StorePoints />
      {id !== undefined && <RestoreDialog key={id} id={decodeURIComponent(id)} onClose={() => go('/history')} />}
    </>
  );
}
