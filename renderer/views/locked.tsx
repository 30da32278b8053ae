import { useTranslation } from 'react-i18next';

/** Nobody gets in by knowing the address: the way to a code. */
export function Locked() {
  const { t } = useTranslation();
  return (
    <main className="content locked">
      <h1>{t('locked.title')}</h1>
      <p>{t('locked.how')}</p>
      <p>
        <code>membridge start</code>
      </p>
    </main>
  );
}
