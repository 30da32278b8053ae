import { useTranslation } from 'react-i18next';
import { Failure } from './failure.tsx';
import { Pending } from './pending.tsx';

interface Paged {
  readonly kind: 'asking' | 'ready' | 'failed';
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly isAsking: boolean;
  again(): void;
  more(): void;
}

/** What stands under a list: its first wait, why it does not come, the way to more of it. */
export function PagesFoot({ list }: { readonly list: Paged }) {
  const { t } = useTranslation();
  if (list.kind === 'asking') return <Pending />;
  if (list.error !== null)
    return <Failure error={list.error} again={list.kind === 'failed' ? list.again : list.more} />;
  if (!list.hasMore) return null;
  return (
    <button type="button" className="button" disabled={list.isAsking} onClick={list.more}>
      {t('actions.more')}
    </button>
  );
}
