import { useTranslation } from 'react-i18next';
import { useHostView } from './host-view.ts';
import { Rail } from './parts/rail.tsx';
import { Strip } from './parts/strip.tsx';
import { usePath } from './route.ts';
import { faceOf } from './state.ts';
import { viewAt } from './views.tsx';

/** What is around every view: the ways to the others, and the state where it is not green. */
export function Shell() {
  const { t } = useTranslation();
  const { View, name } = viewAt(usePath());
  const face = faceOf(useHostView());
  return (
    <div className="shell">
      <Rail current={name} />
      <div>
        {name !== 'home' && face.weight !== 'good' && <Strip />}
        <main className="content" tabIndex={-1} aria-label={t(`views.${name}`)}>
          <View />
        </main>
      </div>
      <div className="unseen" role="status">
        {t(`state.${face.shown}.sentence`)}
      </div>
    </div>
  );
}
