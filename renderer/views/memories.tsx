import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOf } from '../devices.ts';
import { useHostView } from '../host-view.ts';
import { usePages } from '../pages.ts';
import { MemoryList } from '../parts/memory-list.tsx';
import { PagesFoot } from '../parts/pages-foot.tsx';
import { ViewHead } from '../parts/view-head.tsx';
import { Memory } from './memory.tsx';

/** Everything that was remembered, by whomever: searched, narrowed, read. */
export function Memories({ path }: { readonly path: string }) {
  const [, , id] = path.split('/');
  return id === undefined ? <MemorySearch /> : <Memory key={id} id={decodeURIComponent(id)} />;
}

const kinds = ['observation', 'summary', 'prompt', 'session'] as const;
/** So many rows are asked for at once: about five screens. */
const pageRows = 100;
/** A person who types is not asked after each letter. */
const restMs = 250;
const queryCharsMax = 400;

function MemorySearch() {
  const { t } = useTranslation();
  const { known } = useHostView();
  const devices = known?.status?.devices ?? [];
  const [typed, type] = useState('');
  const [kind, chooseKind] = useState('');
  const [device, chooseDevice] = useState('');
  const query = useRested(typed.trim());
  const list = usePages(
    'memories',
    {
      limit: pageRows,
      ...(query === '' ? {} : { query }),
      ...(device === '' ? {} : { device }),
      ...kindChosen(kind),
    },
    true,
  );
  const memories = list.pages.flatMap((page) => page.memories);
  const total = list.pages[0]?.total ?? null;
  const isNarrow = query + kind + device !== '';
  return (
    <>
      <ViewHead title={t('views.memories')} />
      <search className="filters">
        <label className="field search">
          <Search className="icon" size={16} aria-hidden />
          <span className="unseen">{t('memories.search')}</span>
          <input
            type="search"
            value={typed}
            maxLength={queryCharsMax}
            placeholder={t('memories.search')}
            onChange={(event) => type(event.target.value)}
          />
        </label>
        <Choice
          label={t('memories.kind')}
          every={t('memories.everyKind')}
          value={kind}
          options={kinds.map((each) => [each, t(`memories.kinds.${each}`)])}
          choose={chooseKind}
        />
        <Choice
          label={t('memories.machine')}
          every={t('memories.everyMachine')}
          value={device}
          options={devices.map((each) => [each.id, nameOf(each)])}
          choose={chooseDevice}
        />
        <Total list={list.kind} total={total} shown={memories.length} />
      </search>
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

function Choice({
  label,
  every,
  value,
  options,
  choose,
}: {
  readonly label: string;
  readonly every: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly choose: (value: string) => void;
}) {
  return (
    <select aria-label={label} value={value} onChange={(event) => choose(event.target.value)}>
      <option value="">{every}</option>
      {options.map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

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

function kindChosen(word: string) {
  const kind = kinds.find((each) => each === word);
  return kind === undefined ? {} : { kind };
}

/** What was typed, when the typing rests. */
function useRested(text: string): string {
  const [rested, rest] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => rest(text), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
