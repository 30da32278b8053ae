import { useTranslation } from 'react-i18next';

/** What will be here; drawn only after a moment (styles/lists.css), so that a quick answer does not flicker. */
export function Pending({ rows = 4 }: { readonly rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className="pending" role="status">
      <span className="unseen">{t('pending')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span className="bone" key={row} aria-hidden />
      ))}
    </div>
  );
}
