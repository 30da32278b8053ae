import { useTranslation } from 'react-i18next';
import { useHostView } from './host-view.ts';
import { usePageTitle } from './page-title.ts';
import { DoneStrip } from './parts/done-strip.tsx';
import { Rail } from './parts/rail.tsx';
import { useFirstRun } from './parts/setup-first-run.ts';
import { useStateSentence } from './parts/state-sentence.ts';
import { Strip } from './parts/strip.tsx';
import { usePath } from './route.ts';
import { faceOf } from './state.ts';
import { viewAt } from './views.tsx';

/** What is around every view: the ways to the others, and the state where it is not green. */
export function Shell() {
  const { t } = useTranslation();
  const path = usePath();
  const { View, name } = viewAt(path);
  const view = useHostView();
  const face = faceOf(view);
  usePageTitle(face);
  useFirstRun(view, path);
  const { sentence } = useStateSentence(view);
  return (
    <div className="shell">
      <Rail current={name} />
      <div>
        {name !== 'home' && !(name === 'setup' && face.shown === 'setup') && face.weight !== 'good' && <Strip />}
        <DoneStrip />
        <main className="content" tabIndex={-1} aria-label={t(`views.${name}`)}>
          <View path={path} />
        </main>
      </div>
      <div className="unseen" role="status">
        {sentence}
      </div>
    </div>
  );
}
