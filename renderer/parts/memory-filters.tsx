import { Search } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer } from '../answers.ts';
import { nameOf } from '../../core/model/spread.ts';
import { setFilter, useFilters } from '../filters.ts';
import type { DeviceStatus } from '../../core/model/status.ts';
import { Choice } from './choice.tsx';

export const memoryKinds = ['observation', 'summary', 'prompt', 'session'] as const;
/** A person who types is not asked after each letter. */
const restMs = 250;
/** As the question takes them. */
const queryCharsMax = 400;

/** What narrows the list, each in the address. */
export function MemoryFilters({
  devices,
  children,
}: {
  readonly devices: readonly DeviceStatus[];
  readonly children: ReactNode;
}) {
  const { t, i18n } = useTranslation();
  const filters = useFilters();
  const { answer } = useAnswer('projects', (client, signal) => client.query('projects', {}, signal), true);
  const number = new Intl.NumberFormat(i18n.language);
  const projects = answer.kind === 'ready' ? answer.value.projects : [];
  return (
    <search className="filters">
      <SearchField />
      <Choice
        label={t('memories.project')}
        every={t('memories.everyProject')}
        value={filters.get('project') ?? ''}
        options={projects.map(({ name, count }) => [name, `${name} · ${number.format(count)}`])}
        choose={(value) => setFilter('project', value, false)}
      />
      <Choice
        label={t('memories.kind')}
        every={t('memories.everyKind')}
        value={filters.get('kind') ?? ''}
        options={memoryKinds.map((each) => [each, t(`memories.kinds.${each}`)])}
        choose={(value) => setFilter('kind', value, false)}
      />
      <Choice
        label={t('memories.machine')}
        every={t('memories.everyMachine')}
        value={filters.get('device') ?? ''}
        options={devices.map((each) => [each.id, nameOf(each)])}
        choose={(value) => setFilter('device', value, false)}
      />
      {children}
    </search>
  );
}

/** Typed words go to the address when the typing rests; the way back from there is to what was found before. */
function SearchField() {
  const { t } = useTranslation();
  const query = useFilters().get('q') ?? '';
  const [typed, type] = useState(query);
  useEffect(() => type(query), [query]);
  useEffect(() => {
    const timer = setTimeout(() => setFilter('q', typed.trim() === '' ? '' : typed, query !== ''), restMs);
    return () => clearTimeout(timer);
    // Only who types begins the rest anew.
  }, [typed]);
  return (
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
  );
}
