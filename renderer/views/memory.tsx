import { useTranslation } from 'react-i18next';
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';
import { useAnswer } from '../answers.ts';
import { laneOf } from '../devices.ts';
import { useHostView } from '../host-view.ts';
import { DeviceDot } from '../parts/device-dot.tsx';
import { Failure } from '../parts/failure.tsx';
import { Pending } from '../parts/pending.tsx';
import { lastSearch } from '../filters.ts';
import { follow } from '../route.ts';
import { timesIn } from '../time.ts';

/** One memory, whole. What stands in it is text, whatever it looks like. */
export function Memory({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { answer, again } = useAnswer(`memory ${id}`, (client, signal) => client.query('memory', { id }, signal));
  return (
    <>
      <p>
        <a href={`/memories${lastSearch()}`} onClick={follow}>
          {t('memories.all')}
        </a>
      </p>
      {answer.kind === 'asking' && <Pending />}
      {answer.kind === 'failed' && <Failure error={answer.error} again={again} />}
      {answer.kind === 'ready' && <Whole memory={answer.value} />}
    </>
  );
}

function Whole({ memory }: { readonly memory: QueryAnswer<'memory'> }) {
  const { t, i18n } = useTranslation();
  const { known } = useHostView();
  const { title, kind, project, device, at, columns } = memory;
  const lane = laneOf(known?.status?.devices ?? []);
  return (
    <article className="memory">
      <h1 dir="auto">{title === '' ? t(`memories.kinds.${kind}`) : title}</h1>
      <p className="quiet memory-origin">
        {device !== null && <DeviceDot lane={lane(device.id)} />}
        <span>{device?.label ?? t('lanes.before')}</span>
        <span>{project}</span>
        <span>{t(`memories.kinds.${kind}`)}</span>
        <time dateTime={new Date(at).toISOString()}>{timesIn(i18n.language).full(at)}</time>
      </p>
      <dl>
        {columns
          .filter(({ text }) => text !== null && text !== '')
          .map(({ name, text, cut }) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd className="memory-text" dir="auto">
                {text}
                {cut && <span className="quiet"> {t('memories.cut')}</span>}
              </dd>
            </div>
          ))}
      </dl>
    </article>
  );
}
