import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useAnswer } from '../answers.ts';
import { askApp, changeApp } from '../app-window.ts';
import { runCommand } from '../commands.ts';
import { faultOf, type Fault } from '../faults.ts';
import { useHost } from '../host-view.ts';

const keysDocument = z.object({ place: z.enum(['file', 'keychain']) });

/** What only the desktop app has: its start at login, and its way to the keychain. Each is shown as it is read back. */
export function AppSection() {
  const { t } = useTranslation();
  const { client } = useHost();
  const login = useAnswer('app', (_client, signal) => askApp(signal), true);
  const keys = useAnswer(
    'keychain',
    (asked, signal) => runCommand(asked, ['keychain', 'status'], keysDocument, { signal }),
    true,
  );
  return (
    <section aria-labelledby="app">
      <h2 id="app">{t('settings.app.title')}</h2>
      <ul className="rows settings">
        {login.answer.kind === 'ready' && (
          <Switch
            label={t('settings.app.atLogin')}
            isOn={login.answer.value.startsAtLogin}
            set={async (isOn) => (await changeApp({ startsAtLogin: isOn })).startsAtLogin}
          />
        )}
        {keys.answer.kind === 'ready' && (
          <Switch
            label={t('settings.app.keychain')}
            about={t('settings.app.keychain-about')}
            isOn={keys.answer.value.place === 'keychain'}
            set={async (isOn) =>
              (await runCommand(client, ['keychain', isOn ? 'on' : 'off'], keysDocument)).place === 'keychain'
            }
          />
        )}
      </ul>
    </section>
  );
}

interface SwitchParts {
  readonly label: string;
  readonly about?: string;
  readonly isOn: boolean;
  /** Resolves with what is read back. */
  readonly set: (isOn: boolean) => Promise<boolean>;
}

/** Changed at once; where that fails it stays as it was and says why. */
function Switch({ label, about, isOn, set }: SwitchParts) {
  const { t } = useTranslation();
  const id = useId();
  const [shown, show] = useState(isOn);
  const [told, tell] = useState<'saved' | 'saving' | Fault | null>(null);
  const change = async (wished: boolean) => {
    tell('saving');
    try {
      show(await set(wished));
      tell('saved');
    } catch (error) {
      tell(faultOf(error, t));
    }
  };
  const isFault = typeof told === 'object' && told !== null;
  return (
    <li>
      <label className="label" htmlFor={id}>
        {label}
        {about !== undefined && <span className="quiet detail">{about}</span>}
      </label>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={shown}
        disabled={told === 'saving'}
        aria-describedby={`${id}-note`}
        onChange={(event) => void change(event.target.checked)}
      />
      <span className={isFault ? 'danger-text note' : 'quiet note'} id={`${id}-note`} role="status">
        {isFault ? `${told.message} ${told.hint}` : told === 'saved' ? t('settings.saved') : ''}
      </span>
    </li>
  );
}
