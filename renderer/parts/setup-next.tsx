import { useTranslation } from 'react-i18next';
import { nextCommands, type Joined } from './setup-commands.ts';
import { SetupCommand } from './setup-command.tsx';
import { Prose } from './settings-prose.tsx';

/** How another machine joins this memory: what is typed there, and what it will ask for. */
export function SetupNext({ joined }: { readonly joined: Joined }) {
  const { t } = useTranslation();
  const { place, encryption } = joined;
  const isSealed = encryption !== 'none';
  const asks = place.kind === 's3' ? (isSealed ? 'both' : 'keys') : isSealed ? 'passphrase' : null;
  return (
    <div className="settings-block">
      <p>{t(place.kind === 'folder' ? 'setup.done.nextFolder' : 'setup.done.nextBucket')}</p>
      {nextCommands(joined).map((command) => (
        <SetupCommand key={command} command={command} />
      ))}
      {asks !== null && <p className="quiet">{t(`setup.done.asks.${asks}`)}</p>}
      <p className="quiet">
        <Prose text={t('settings.checkout')} />
      </p>
    </div>
  );
}
