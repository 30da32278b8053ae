import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { DeviceStatus, Status } from '../../core/model/status.ts';
import { isBehind, nameOf } from '../../core/model/spread.ts';
import { laneOf, unseenMs } from '../devices.ts';
import { isolated } from '../isolated.ts';
import { useNow } from '../now.ts';
import { timesIn, type Times } from '../time.ts';
import { DeviceDot } from './device-dot.tsx';

/** Each machine that shares the memory: whether it has everything, and when it was last seen. */
export function DeviceRows({ status }: { readonly status: Status }) {
  const lane = laneOf(status.devices);
  return (
    <ul className="rows devices">
      {status.devices.map((device) => (
        <li key={device.id}>
          <DeviceDot lane={lane(device.id)} />
          <DeviceWords device={device} isThis={device.id === status.device.id} />
        </li>
      ))}
    </ul>
  );
}

/** A machine in words: its name, what it lacks, when it was here. */
export function DeviceWords({ device, isThis }: { readonly device: DeviceStatus; readonly isThis: boolean }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const times = timesIn(i18n.language);
  const isUnseen = !isThis && device.lastSeen !== null && now - device.lastSeen >= unseenMs;
  return (
    <>
      <span className="label">
        {isolated(nameOf(device))}
        {isThis && <span className="quiet"> · {t('devices.thisOne')}</span>}
      </span>
      <span className={isBehind(device, now) || device.finding !== null ? 'how attention' : 'how'}>
        {behindOf(device, isThis, now, times, t)}
      </span>
      <span className={isUnseen ? 'when attention' : 'when quiet'}>
        {device.lastSeen === null ? (
          t('devices.never')
        ) : (
          <time dateTime={new Date(device.lastSeen).toISOString()} title={times.full(device.lastSeen)}>
            {t(isUnseen ? 'devices.unseen' : 'devices.seen', { ago: times.ago(device.lastSeen, now) })}
          </time>
        )}
      </span>
    </>
  );
}

function behindOf(device: DeviceStatus, isThis: boolean, now: number, times: Times, t: TFunction): string {
  const { behind, finding, lastSeen } = device;
  if (finding !== null) return t('devices.unreadable');
  if (behind === null) return t('devices.unknown');
  if (behind === 0) return t('devices.current');
  if (isThis || lastSeen === null) return t('devices.behind', { count: behind });
  if (!isBehind(device, now)) return t('devices.unconfirmed', { count: behind });
  // When it last told how far it was: what it lacks now it has lacked since then at most.
  return t('devices.behindSince', { count: behind, since: times.short(lastSeen, now) });
}
