import { useTranslation } from 'react-i18next';
import { nameOf } from '../../core/model/spread.ts';
import { laneOf } from '../devices.ts';
import type { MergeForcePush } from '../documents.ts';
import { useHostView } from '../host-view.ts';
import { useNow } from '../now.ts';
import { timesIn } from '../time.ts';
import { DeviceDot } from './device-dot.tsx';

/** What each other machine wrote that this one lacks: how much, what it is called, when that machine was last seen. */
export function LackedTable({ lacked }: { readonly lacked: MergeForcePush['lacked'] }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const times = timesIn(i18n.language);
  const { known } = useHostView();
  const devices = known?.status?.devices ?? [];
  const lane = laneOf(devices);
  if (lacked.length === 0) return null;
  return (
    <table className="lacked">
      <thead>
        <tr>
          <th scope="col">{t('forcePush.machine')}</th>
          <th scope="col">{t('forcePush.lacked')}</th>
          <th scope="col">{t('forcePush.seen')}</th>
        </tr>
      </thead>
      <tbody>
        {lacked.map(({ label, records, titles }) => {
          const device = devices.find((each) => nameOf(each) === label);
          const lastSeen = device?.lastSeen ?? null;
          return (
            <tr key={label}>
              <th scope="row">
                <span className="named">
                  {device !== undefined && <DeviceDot lane={lane(device.id)} />}
                  <span dir="auto">{label === '?' ? t('lanes.before') : label}</span>
                </span>
              </th>
              <td>
                {t('memories.count', { count: records })}
                <ul className="titles quiet">
                  {titles.map((title) => (
                    <li key={title} dir="auto">
                      {title}
                    </li>
                  ))}
                </ul>
              </td>
              <td className="quiet">{lastSeen === null ? t('devices.never') : times.short(lastSeen, now)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
