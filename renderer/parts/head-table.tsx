import { useTranslation } from 'react-i18next';
import { laneOf } from '../devices.ts';
import type { HeadShown } from '../documents.ts';
import { useHostView } from '../host-view.ts';
import { useNow } from '../now.ts';
import { timesIn } from '../time.ts';
import { DeviceDot } from './device-dot.tsx';

/** The states in the store that the act is about: whose, since when, how much. */
export function HeadTable({ heads }: { readonly heads: readonly HeadShown[] }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const times = timesIn(i18n.language);
  const { known } = useHostView();
  const devices = known?.status?.devices ?? [];
  const lane = laneOf(devices);
  if (heads.length === 0) return null;
  return (
    <table className="lacked">
      <thead>
        <tr>
          <th scope="col">{t('forcePush.machine')}</th>
          <th scope="col">{t('forcePush.holds')}</th>
          <th scope="col">{t('forcePush.since')}</th>
        </tr>
      </thead>
      <tbody>
        {heads.map(({ revision, label, device, at, rows }) => (
          <tr key={`${revision} ${label}`}>
            <th scope="row">
              <span className="named">
                {devices.some(({ id }) => id === device) && <DeviceDot lane={lane(device)} />}
                <span dir="auto">{label}</span>
              </span>
            </th>
            <td>{t('memories.count', { count: Object.values(rows).reduce((sum, each) => sum + each, 0) })}</td>
            <td className="quiet">{times.short(at, now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
