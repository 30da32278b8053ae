import { useTranslation } from 'react-i18next';
import { bytesIn } from '../amounts.ts';
import { useHostView } from '../host-view.ts';
import { ProgressLine } from './progress-line.tsx';

/** What the host does right now, with what went over the wire so far. */
export function SetupProgress() {
  const { t, i18n } = useTranslation();
  const { progress } = useHostView();
  if (progress === null || progress.phase === null) return null;
  const { doneBytes, totalBytes } = progress;
  const done = bytesIn(i18n.language, doneBytes);
  return (
    <div>
      <ProgressLine busy={progress} />
      {doneBytes > 0 && (
        <p className="quiet figure detail">
          {totalBytes === null ? done : t('setup.bytes', { done, total: bytesIn(i18n.language, totalBytes) })}
        </p>
      )}
    </div>
  );
}
