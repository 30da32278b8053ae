import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { runCommand } from '../commands.ts';
import { anyDocument } from '../documents.ts';
import { useHost } from '../host-view.ts';
import { Failure } from './failure.tsx';

/** As the command line has it. */
const labelCharsMax = 100;

/** Calls this machine something else; the others see it after the next sync. */
export function RenameForm({
  device,
  onClose,
}: {
  readonly device: { readonly id: string; readonly label: string };
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { client } = useHost();
  const [label, change] = useState(device.label);
  const [error, fail] = useState<unknown>(null);
  const [isSent, send] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    send(true);
    fail(null);
    try {
      await runCommand(client, ['devices', 'rename', device.id, label.trim()], anyDocument);
      await client.wake('settings');
      onClose();
    } catch (thrown) {
      fail(thrown);
      send(false);
    }
  };
  return (
    <form className="inline-form" onSubmit={(event) => void submit(event)}>
      <label>
        {t('devices.newName')}
        <input
          className="input"
          value={label}
          maxLength={labelCharsMax}
          required
          autoFocus
          onChange={(event) => change(event.target.value)}
        />
      </label>
      <span className="actions">
        <button type="submit" className="button primary" disabled={isSent || label.trim() === ''}>
          {t('devices.rename')}
        </button>
        <button type="button" className="button text" onClick={onClose}>
          {t('actions.cancel')}
        </button>
      </span>
      {error !== null && <Failure error={error} />}
    </form>
  );
}
