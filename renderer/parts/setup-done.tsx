import { useTranslation } from 'react-i18next';
import type { Place, SetupDocument } from '../../core/host/api/contract-setup.ts';
import { useHostView } from '../host-view.ts';
import { follow } from '../route.ts';
import { faceOf } from '../state.ts';
import { HooksSection } from './hooks-section.tsx';
import { SetupNext } from './setup-next.tsx';
import { SetupProgress } from './setup-progress.tsx';
import { StateIcon } from './state-icon.tsx';
import { useStateSentence } from './state-sentence.ts';

/** It is connected: how the first sync goes, and what else makes it whole. */
export function SetupDone({ place, done }: { readonly place: Place; readonly done: SetupDocument }) {
  const { t } = useTranslation();
  const view = useHostView();
  const face = faceOf(view);
  const { sentence } = useStateSentence(view);
  return (
    <>
      <div>
        <p className="setup-state">
          <StateIcon face={face} size={18} />
          <span>{sentence}</span>
        </p>
        <SetupProgress />
      </div>
      <section aria-labelledby="next-machine">
        <h2 id="next-machine">{t('setup.done.next')}</h2>
        <SetupNext joined={{ place, project: done.project.name, encryption: done.remote.encryption }} />
      </section>
      <HooksSection />
      <div className="setup-foot">
        <a className="button primary" href="/" onClick={follow}>
          {t('setup.done.home')}
        </a>
      </div>
    </>
  );
}
