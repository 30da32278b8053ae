import { useTranslation } from 'react-i18next';
import { useHostView } from '../host-view.ts';
import { useNow } from '../now.ts';
import { timesIn } from '../time.ts';

/** Who works on the store now, and since when. */
export function StoreUse() {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const { known } = useHostView();
  const lease = known?.status?.lease ?? null;
  return (
    <p className={lease === null ? 'quiet' : 'attention'}>
      {lease === null
        ? t('act.free')
        : t('act.held', { label: lease.label, since: timesIn(i18n.language).short(lease.since, now) })}
    </p>
  );
}
