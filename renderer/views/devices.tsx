import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceStatus } from '../../core/model/status.ts';
import { nameOf } from '../../core/model/spread.ts';
import { laneOf } from '../devices.ts';
import { useHostView } from '../host-view.ts';
import { DeviceDot } from '../parts/device-dot.tsx';
import { DeviceHealth } from '../parts/device-health.tsx';
import { DeviceWords } from '../parts/device-rows.tsx';
import { Pending } from '../parts/pending.tsx';
import { RemoveDialog } from '../parts/remove-dialog.tsx';
import { RenameForm } from '../parts/rename-form.tsx';
import { ThisMachine } from '../parts/this-machine.tsx';
import { ViewHead } from '../parts/view-head.tsx';

/** Every machine that shares the memory: how it is, what it is called, whether it is still one of them. */
export function Devices() {
  const { t } = useTranslation();
  const { known } = useHostView();
  const [renaming, rename] = useState(false);
  const [removing, remove] = useState<DeviceStatus | null>(null);
  const status = known?.status ?? null;
  if (status === null)
    return (
      <>
        <ViewHead title={t('views.devices')} />
        {known === null ? <Pending /> : <p className="quiet">{t('devices.empty')}</p>}
      </>
    );
  const lane = laneOf(status.devices);
  return (
    <>
      <ViewHead title={t('views.devices')} about={t('devices.about')} />
      <ul className="rows devices acting">
        {status.devices.map((device) => {
          const isThis = device.id === status.device.id;
          return (
            <li key={device.id}>
              <DeviceDot lane={lane(device.id)} />
              <DeviceWords device={device} isThis={isThis} />
              <button
                type="button"
                className="button text"
                aria-label={t(isThis ? 'devices.renameOne' : 'devices.removeOne', { label: nameOf(device) })}
                onClick={() => (isThis ? rename(true) : remove(device))}
              >
                {t(isThis ? 'devices.rename' : 'devices.remove')}
              </button>
              <DeviceHealth device={device} isThis={isThis} />
            </li>
          );
        })}
      </ul>
      {renaming && <RenameForm device={status.device} onClose={() => rename(false)} />}
      {removing !== null && <RemoveDialog device={removing} onClose={() => remove(null)} />}
      <ThisMachine status={status} version={known?.host.version ?? ''} />
    </>
  );
}
