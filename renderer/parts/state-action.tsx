import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHost } from '../host-view.ts';
import { go } from '../route.ts';
import type { Action } from '../state.ts';

/** The one press that helps now. */
export function StateAction({ action, isPrimary }: { readonly action: Action; readonly isPrimary: boolean }) {
  const { t } = useTranslation();
  const { client } = useHost();
  const [isSent, send] = useState(false);
  if (action === 'none') return null;
  const act = async () => {
    send(true);
    try {
      if (action === 'sync') await client.wake('person');
      else if (action === 'resume') await client.resume();
      else go(places[action]);
    } finally {
      send(false);
    }
  };
  return (
    <button
      type="button"
      className={isPrimary ? 'button primary' : 'button text'}
      disabled={isSent}
      onClick={() => void act()}
    >
      {t(`actions.${action}`)}
    </button>
  );
}

const places = { conflicts: '/conflicts', doctor: '/doctor', connect: '/setup', review: '/activity' } as const;
