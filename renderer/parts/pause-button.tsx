import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { pauses } from '../../core/model/pauses.ts';
import { useHost, type HostView } from '../host-view.ts';

/** A rest for as long as one chooses; what is paused is resumed by the state's own action. */
export function PauseButton({ view }: { readonly view: HostView }) {
  if (view.link.kind !== 'open' || view.known === null || view.known.host.pausedUntil !== null) return null;
  return <PauseMenu />;
}

function PauseMenu() {
  const { t } = useTranslation();
  const { client } = useHost();
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const actions = menu.current?.parentElement;
    return () => {
      // It goes when what it is for is done; beside it stands what takes that back.
      if (document.activeElement === document.body) actions?.querySelector('button')?.focus();
    };
  }, []);
  return (
    <>
      <button type="button" className="button text" popoverTarget="pause">
        {t('actions.pause')}
      </button>
      <div id="pause" popover="auto" className="menu" ref={menu} role="group" aria-label={t('actions.pause')}>
        {pauses.map(([name, forMs]) => (
          <button
            type="button"
            key={name}
            onClick={() => {
              menu.current?.hidePopover();
              client.pause(forMs).catch(() => {});
            }}
          >
            {t(`pauses.${name}`)}
          </button>
        ))}
      </div>
    </>
  );
}
