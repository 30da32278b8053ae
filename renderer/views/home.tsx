import { useTranslation } from 'react-i18next';
import { useHostView } from '../host-view.ts';
import { DeviceRows } from '../parts/device-rows.tsx';
import { PauseButton } from '../parts/pause-button.tsx';
import { ProgressLine } from '../parts/progress-line.tsx';
import { RoundRows } from '../parts/round-rows.tsx';
import { StateAction } from '../parts/state-action.tsx';
import { StateIcon } from '../parts/state-icon.tsx';
import { useStateSentence } from '../parts/state-sentence.ts';
import { faceOf } from '../state.ts';

/** How it stands, in two seconds; below it who shares the memory and what came in. */
export function Home() {
  const { t } = useTranslation();
  const view = useHostView();
  const face = faceOf(view);
  const { sentence, next } = useStateSentence(view);
  const status = view.known?.status ?? null;
  return (
    <>
      <section className="state" aria-labelledby="state">
        <StateIcon face={face} size={28} />
        <div>
          <h1 id="state">{sentence}</h1>
          {next !== null && <p className="quiet">{next}</p>}
          <ProgressLine busy={view.progress} />
          <div className="actions">
            <StateAction action={face.action} isPrimary />
            <PauseButton view={view} />
          </div>
        </div>
      </section>
      {status !== null && status.devices.length > 0 && (
        <section aria-labelledby="devices">
          <h2 id="devices">{t('home.devices')}</h2>
          <DeviceRows status={status} />
        </section>
      )}
      {view.rounds.some(({ applied, published }) => applied + published > 0) && (
        <section aria-labelledby="moved">
          <h2 id="moved">{t('home.moved')}</h2>
          <RoundRows rounds={view.rounds} />
        </section>
      )}
      {status !== null && (
        <footer className="quiet foot">
          <span className="path">{status.remote.where}</span>
          <span>{t(status.remote.encryption === 'none' ? 'home.plain' : 'home.sealed')}</span>
          <span>{t('home.version', { version: view.known?.host.version })}</span>
        </footer>
      )}
    </>
  );
}
