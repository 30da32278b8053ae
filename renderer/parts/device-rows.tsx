import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { DeviceStatus, Status } from '../../core/model/status.ts';
import { useNow } from '../now.ts';
import { timesIn } from '../time.ts';
import { DeviceDot } from './device-dot.tsx';

/** Each machine that shares the memory: whether it has everything, and when it was last seen. */
export function DeviceRows({ status }: { readonly status: Status }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const times = timesIn(i18n.language);
  const lane = laneOf(status.devices);
  return (
    <ul className="rows">
      {status.devices.map((device) => (
        <li key={device.id}>
          <DeviceDot lane={lane(device.id)} />
          <span className="label">
            {device.label ?? device.id.slice(0, 8)}
            {device.id === status.device.id && <span className="quiet"> {t('devices.thisOne')}</span>}
          </span>
          <span>{behindOf(device, t)}</span>
          <span className="quiet when">
            {device.lastSeen === null ? (
              t('devices.never')
            ) : (
              <time dateTime={new Date(device.lastSeen).toISOString()} title={times.full(device.lastSeen)}>
                {times.ago(device.lastSeen, now)}
              </time>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function behindOf({ behind, finding }: DeviceStatus, t: TFunction): string {
  if (finding !== null) return t('devices.unreadable');
  if (behind === null) return t('devices.unknown');
  return behind === 0 ? t('devices.current') : t('devices.behind', { count: behind });
}

/** The same machine keeps its colour and shape on every machine's panel: they go by the order of ids. */
function laneOf(devices: readonly DeviceStatus[]): (id: string) => number {
  const ids = devices.map(({ id }) => id).toSorted();
  return (id) => ids.indexOf(id);
}
