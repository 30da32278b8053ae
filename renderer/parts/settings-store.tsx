import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SetupFacts, SetupTest } from '../../core/host/api/contract-setup.ts';
import { useState } from 'react';
import { useAnswer } from '../answers.ts';
import { useHost, useHostView } from '../host-view.ts';
import { follow } from '../route.ts';
import type { Language } from '../text.ts';
import { Failure } from './failure.tsx';
import { Pending } from './pending.tsx';
import { useAsking } from './setup-asking.ts';

/** Where the memory is kept, whether that place answers, and the way to another one. */
export function SettingsStore() {
  const { t, i18n } = useTranslation();
  const { answer, again } = useAnswer(`kept ${i18n.language}`, (client, signal) =>
    client.setupFacts(i18n.language as Language, signal),
  );
  return (
    <section aria-labelledby="kept">
      <h2 id="kept">{t('settings.kept.title')}</h2>
      {answer.kind === 'asking' && <Pending rows={3} />}
      {answer.kind === 'failed' && <Failure error={answer.error} again={again} />}
      {answer.kind === 'ready' &&
        (answer.value.connection === null ? <Nowhere /> : <Kept connection={answer.value.connection} />)}
    </section>
  );
}

function Nowhere() {
  const { t } = useTranslation();
  return (
    <div className="settings-block">
      <p>{t('settings.kept.nowhere')}</p>
      <div className="actions">
        <a className="button primary" href="/setup" onClick={follow}>
          {t('settings.kept.choose')}
        </a>
      </div>
    </div>
  );
}

function Kept({ connection }: { readonly connection: NonNullable<SetupFacts['connection']> }) {
  const { t, i18n } = useTranslation();
  const { client } = useHost();
  const { known } = useHostView();
  const { where, place, project, encryption, mode, isLocalHistory } = connection;
  const grade = known?.status?.remote.grade ?? null;
  const [found, find] = useState<SetupTest | null>(null);
  const [error, fail] = useState<unknown>(null);
  const { asking, ask } = useAsking<'test'>(fail);
  const test = () => {
    if (asking !== null) return;
    find(null);
    fail(null);
    const wish = { language: i18n.language as Language, place, project: project.name };
    void ask('test', (signal) => client.testPlace(wish, signal), find);
  };
  const facts: readonly (readonly [string, string, boolean])[] = [
    ['where', where, true],
    ...(isLocalHistory
      ? []
      : [['sealed', t(encryption === 'none' ? 'settings.kept.plain' : 'settings.kept.age'), false] as const]),
    ...(grade === null || isLocalHistory ? [] : [['grade', t(`grades.${grade}`), false] as const]),
    ...(mode === 'mirror' ? [['mode', t('settings.kept.mirror'), false] as const] : []),
    ['project', project.name, false],
  ];
  return (
    <div className="settings-block">
      {isLocalHistory && <p>{t('settings.kept.local')}</p>}
      <dl className="facts">
        {facts.map(([name, value, isPath]) => (
          <div key={name}>
            <dt className="quiet">{t(`settings.kept.facts.${name}`)}</dt>
            <dd className={isPath ? 'path' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="actions">
        {!isLocalHistory && (
          <button type="button" className="button" aria-disabled={asking !== null} onClick={test}>
            {t('settings.kept.test')}
          </button>
        )}
        {!isLocalHistory && (
          <a className="button text" href="/setup/next" onClick={follow}>
            {t('actions.another')}
          </a>
        )}
        <a className={isLocalHistory ? 'button primary' : 'button text'} href="/setup" onClick={follow}>
          {t(isLocalHistory ? 'settings.kept.connect' : 'settings.kept.move')}
        </a>
        <span className="quiet" role="status">
          {asking !== null && t('settings.kept.testing')}
        </span>
      </div>
      {error !== null && <Failure error={error} />}
      <div role="status">{found !== null && <Answered found={found} />}</div>
    </div>
  );
}

/** The project may be gone though the place answers. */
function Answered({ found: { project, cautions } }: { readonly found: SetupTest }) {
  const { t } = useTranslation();
  const notes = [...(project === null ? [t('settings.kept.gone')] : []), ...cautions];
  return (
    <ul className="setup-found">
      {project !== null && (
        <li>
          <CircleCheck className="icon weight-good" size={18} aria-hidden />
          <span>{t('settings.kept.answers')}</span>
        </li>
      )}
      {notes.map((note) => (
        <li key={note}>
          <TriangleAlert className="icon weight-attention" size={18} aria-hidden />
          <span>{note}</span>
        </li>
      ))}
    </ul>
  );
}
