import { useTranslation } from 'react-i18next';
import type { DeviceStatus } from '../../core/model/status.ts';
import { useAct } from '../act.ts';
import { nameOf } from '../../core/model/spread.ts';
import { anyDocument } from '../documents.ts';
import { useHost } from '../host-view.ts';
import { ActDialog } from './act-dialog.tsx';
import { ActState } from './act-state.tsx';

/** Takes a machine that is gone off the list here; what it wrote stays. */
export function RemoveDialog({ device, onClose }: { readonly device: DeviceStatus; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { client } = useHost();
  const label = nameOf(device);
  const act = useAct(['devices', 'remove', device.id], anyDocument, () => {
    void client.wake('settings');
    onClose();
  });
  return (
    <ActDialog
      title={t('devices.removeTitle', { label })}
      act={act.plan.answer.kind === 'ready' ? t('devices.remove') : null}
      isActing={act.isActing}
      onAct={act.act}
      onClose={onClose}
    >
      <ActState act={act} />
      <p>{t('devices.removeWhat')}</p>
    </ActDialog>
  );
}
