import { useTranslation } from 'react-i18next';
import { useHostView } from '../host-view.ts';
import { faceOf } from '../state.ts';
import { StateAction } from './state-action.tsx';
import { StateIcon } from './state-icon.tsx';
import { useStateSentence } from './state-sentence.ts';

/** The state and its action, on top of every view but Home while something is to be known. */
export function Strip() {
  const { t } = useTranslation();
  const view = useHostView();
  const face = faceOf(view);
  const { sentence } = useStateSentence(view);
  return (
    <aside className="strip" aria-label={t('rail.state')}>
      <StateIcon face={face} size={18} />
      <span>{sentence}</span>
      <span className="push">
        <StateAction action={face.action} isPrimary={false} />
      </span>
    </aside>
  );
}
