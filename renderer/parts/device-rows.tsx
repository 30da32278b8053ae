import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { DeviceStatus, Status } from '../../core/model/status.ts';
import { laneOf, nameOf, unseenMs } from '../devices.ts';
import { useNow } from '../now.ts';
import { timesIn } from '../time.ts';
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
        {nameOf(device)}
        {isThis && <span className="quiet"> · {t('devices.thisOne')}</span>}
      </span>
      <span className={(device.behind ?? 0) > 0 || device.finding !== null ? 'how attention' : 'how'}>
        {behindOf(device, isThis || device.lastSeen === null ? null : times.short(device.lastSeen, now), t)}
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

/** `since`: when it last told how far it was; what it lacks now it has lacked since then at most. */
function behindOf({ behind, finding }: DeviceStatus, since: string | null, t: TFunction): string {
  if (finding !== null) return t('devices.unreadable');
  if (behind === null) return t('devices.unknown');
  if (behind === 0) return t('devices.current');
  return since === null ? t('devices.behind', { count: behind }) : t('devices.behindSince', { count: behind, since });
}
