import { useTranslation } from 'react-i18next';
import type { HostView } from '../host-view.ts';
import { follow } from '../route.ts';
import { faceOf } from '../state.ts';
import { PauseButton } from './pause-button.tsx';
import { ProgressLine } from './progress-line.tsx';
import { Sentence } from './sentence.tsx';
import { StateAction } from './state-action.tsx';
import { StateIcon } from './state-icon.tsx';
import { useStateSentence } from './state-sentence.ts';

/** The state in a sentence, and what one can do about it. */
export function StateSection({ view }: { readonly view: HostView }) {
  const { t } = useTranslation();
  const face = faceOf(view);
  const { sentence, next } = useStateSentence(view);
  const isConnected = view.link.kind === 'open' && (view.known?.status ?? null) !== null;
  const isAlone = isConnected && view.known?.status?.devices.length === 1;
  return (
    <section className="state" aria-labelledby="state">
      <StateIcon face={face} size={28} />
      <div>
        <h1 id="state">{sentence}</h1>
        {next !== null && (
          <p className="quiet">
            <Sentence text={next} />
          </p>
        )}
        <ProgressLine busy={view.progress} />
        <div className="actions">
          <StateAction action={face.action} isPrimary />
          <PauseButton view={view} />
          {isConnected && (
            <>
              {isAlone && (
                <a className="button text" href="/setup/next" onClick={follow}>
                  {t('actions.another')}
                </a>
              )}
              <a className="button text" href="/force-push" onClick={follow}>
                {t('actions.forcePush')}
              </a>
              <a className="button text" href="/force-pull" onClick={follow}>
                {t('actions.forcePull')}
              </a>
            </>
          )}
        </div>
      </div>
    </section>
  );
}
