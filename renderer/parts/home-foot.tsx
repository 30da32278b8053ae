import { useTranslation } from 'react-i18next';
import type { Status } from '../../core/model/status.ts';

/** Where it is kept, and how well. */
export function HomeFoot({ status, version }: { readonly status: Status; readonly version: string }) {
  const { t } = useTranslation();
  const { where, grade, encryption } = status.remote;
  return (
    <footer className="quiet foot">
      <span className="path">{where}</span>
      {grade !== null && <span>{t(`grades.${grade}`)}</span>}
      <span>{t(encryption === 'none' ? 'home.plain' : 'home.sealed')}</span>
      <span>{t('home.version', { version })}</span>
    </footer>
  );
}
