import { Minus, PencilLine, Plus } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';
import { laneOf } from '../devices.ts';
import { useHostView } from '../host-view.ts';
import { follow } from '../route.ts';
import { DeviceDot } from './device-dot.tsx';

type ActRecord = QueryAnswer<'act'>['records'][number];

const marks = { added: Plus, changed: PencilLine, deleted: Minus } as const;
/** A later host may know more kinds. */
const kinds = ['observation', 'summary', 'prompt', 'session', 'tool-use'] as const;

/** Rows that an act moved: what happened to each, what it is called, whose it is. */
export function ActRecords({ title, records }: { readonly title: string; readonly records: readonly ActRecord[] }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul className="rows moved">
        {records.map((record, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a list that only grows at its end
          <MovedRow key={index} record={record} />
        ))}
      </ul>
    </section>
  );
}

function MovedRow({ record }: { readonly record: ActRecord }) {
  const { t } = useTranslation();
  const { known } = useHostView();
  const { change, kind: word, title, project, device, memory } = record;
  const kind = kinds.find((each) => each === word);
  const kindName = kind === undefined ? word : t(`memories.kinds.${kind}`);
  const Mark = marks[change];
  const shown = title === '' ? t(change === 'deleted' ? 'activity.titleGone' : 'activity.untitled') : title;
  const lane = laneOf(known?.status?.devices ?? []);
  return (
    <li>
      <Mark className={`icon change-${change}`} size={16} aria-label={t(`activity.changes.${change}`)} />
      <span className="label">
        <span className="moved-title" dir="auto">
          {memory === null ? (
            <span className={title === '' ? 'quiet' : undefined}>{shown}</span>
          ) : (
            <a href={`/memories/${encodeURIComponent(memory)}`} onClick={follow} className="plain">
              {shown}
            </a>
          )}
        </span>
        <span className="memory-origin quiet detail">
          {device !== null && <DeviceDot lane={lane(device.id)} />}
          <span className="memory-device">{device?.label ?? t('lanes.before')}</span>
          <span>{kindName}</span>
          <span className="memory-project">{project}</span>
        </span>
      </span>
      <span className="quiet when" aria-hidden>
        {t(`activity.changes.${change}`)}
      </span>
    </li>
  );
}
