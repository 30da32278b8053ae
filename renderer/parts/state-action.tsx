import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { placeOf, type Action } from '../../core/host/api/state-manner.ts';
import { useHost } from '../host-view.ts';
import { go } from '../route.ts';

/** The one press that helps now. It stays where it is while that is done: who pressed it keeps the focus. */
export function StateAction({ action, isPrimary }: { readonly action: Action; readonly isPrimary: boolean }) {
  const { t } = useTranslation();
  const { client } = useHost();
  const [isSent, send] = useState(false);
  if (action === 'none') return null;
  const isIdle = isSent || action === 'busy';
  const act = async () => {
    if (isIdle) return;
    if (action !== 'sync' && action !== 'resume') return go(placeOf[action]);
    send(true);
    try {
      if (action === 'sync') await client.wake('person');
      else await client.resume();
    } catch {
      // A host that does not answer is told of by the state itself.
    } finally {
      send(false);
    }
  };
  return (
    <button
      type="button"
      className={isPrimary ? 'button primary' : 'button text'}
      aria-disabled={isIdle}
      onClick={() => void act()}
    >
      {t(`actions.${action === 'busy' ? 'sync' : action}`)}
    </button>
  );
}
