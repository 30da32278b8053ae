import { useTranslation } from 'react-i18next';
import { useFilters } from '../filters.ts';
import { useHostView } from '../host-view.ts';
import { usePages } from '../pages.ts';
import { MemoryFilters, memoryKinds } from '../parts/memory-filters.tsx';
import { MemoryList } from '../parts/memory-list.tsx';
import { PagesFoot } from '../parts/pages-foot.tsx';
import { ViewHead } from '../parts/view-head.tsx';
import { Memory } from './memory.tsx';

/** Everything that was remembered, by whomever: searched, narrowed, read. */
export function Memories({ path }: { readonly path: string }) {
  const [, , id] = path.split('/');
  return id === undefined ? <MemorySearch /> : <Memory key={id} id={decodeURIComponent(id)} />;
}

/** So many rows are asked for at once: about five screens. */
const pageRows = 100;

function MemorySearch() {
  const { t } = useTranslation();
  const { known } = useHostView();
  const devices = known?.status?.devices ?? [];
  const wish = wishIn(useFilters());
  const list = usePages('memories', { limit: pageRows, ...wish }, true);
  const memories = list.pages.flatMap((page) => page.memories);
  const isNarrow = Object.keys(wish).length > 0;
  return (
    <>
      <ViewHead title={t('views.memories')} />
      <MemoryFilters devices={devices}>
        <Total list={list.kind} total={list.pages[0]?.total ?? null} shown={memories.length} />
      </MemoryFilters>
      {list.kind === 'ready' && memories.length === 0 && (
        <p className="quiet">{t(isNarrow ? 'memories.none' : 'memories.empty')}</p>
      )}
      {memories.length > 0 && (
        <MemoryList
          memories={memories}
          devices={devices}
          hasMore={list.hasMore}
          isAsking={list.isAsking}
          more={list.more}
        />
      )}
      {(list.kind !== 'ready' || list.error !== null) && <PagesFoot list={list} />}
    </>
  );
}

/** An address may say anything: what is no filter narrows nothing. */
function wishIn(filters: URLSearchParams) {
  const kind = memoryKinds.find((each) => each === filters.get('kind'));
  // A space at its end says that the last word is whole.
  const query = filters.get('q')?.trimStart().slice(0, queryCharsMax) ?? '';
  const project = filters.get('project') ?? '';
  const device = filters.get('device') ?? '';
  return {
    ...(query === '' ? {} : { query }),
    ...(project === '' ? {} : { project: project.slice(0, queryCharsMax) }),
    ...(device === '' ? {} : { device: device.slice(0, deviceCharsMax) }),
    ...(kind === undefined ? {} : { kind }),
  };
}

/** As the question takes them. */
const queryCharsMax = 400;
const deviceCharsMax = 100;

/** How many were found, as far as the host has counted. */
function Total({
  list,
  total,
  shown,
}: {
  readonly list: string;
  readonly total: number | null;
  readonly shown: number;
}) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <span className="quiet figure" role="status">
      {list === 'ready' &&
        (total === null ? t('memories.many', { shown: number.format(shown) }) : t('memories.found', { count: total }))}
    </span>
  );
}
