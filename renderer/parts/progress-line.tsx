import { useTranslation } from 'react-i18next';
import type { Busy } from '../../core/host/api/contract.ts';

/** What long work does right now; nothing for a look that is over at once. */
export function ProgressLine({ busy }: { readonly busy: Busy | null }) {
  const { t } = useTranslation();
  if (busy === null || busy.phase === null) return null;
  const { doneBytes, totalBytes } = busy;
  return (
    <div className="progress">
      <span className="quiet">{t(`phases.${busy.phase}`)}</span>
      <progress
        max={totalBytes ?? undefined}
        value={totalBytes === null ? undefined : doneBytes}
        aria-label={t(`phases.${busy.phase}`)}
      />
    </div>
  );
}
