import { useTranslation } from 'react-i18next';
import type { DeviceStatus } from '../../core/model/status.ts';
import { isBehind } from '../../core/model/spread.ts';
import { unseenMs } from '../devices.ts';
import { useNow } from '../now.ts';

/** What is the matter with a machine and what helps, in words; where nothing is, which Membridge it runs. */
export function DeviceHealth({ device, isThis }: { readonly device: DeviceStatus; readonly isThis: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const { finding, lastSeen, version } = device;
  const isUnseen = !isThis && lastSeen !== null && now - lastSeen >= unseenMs;
  return (
    <>
      {finding !== null && <span className="attention note">{finding}</span>}
      {(isUnseen || isBehind(device, now)) && (
        <span className="note quiet">{t(isUnseen ? 'devices.health.unseen' : 'devices.health.behind')}</span>
      )}
      {version !== undefined && <span className="note quiet">{t('devices.version', { version })}</span>}
    </>
  );
}
