import { useTranslation } from 'react-i18next';
import { useHost, type HostView } from '../host-view.ts';

const halfHourMs = 30 * 60_000;

/** Half an hour of rest; what is paused is resumed by the state's own action. */
export function PauseButton({ view }: { readonly view: HostView }) {
  const { t } = useTranslation();
  const { client } = useHost();
  if (view.link.kind !== 'open' || view.known === null || view.known.host.pausedUntil !== null) return null;
  return (
    <button type="button" className="button text" onClick={() => void client.pause(halfHourMs)}>
      {t('actions.pause')}
    </button>
  );
}
