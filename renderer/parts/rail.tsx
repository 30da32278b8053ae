import { useTranslation } from 'react-i18next';
import { follow } from '../route.ts';
import { views } from '../views.tsx';

/** The ways to all views: a column at the left, a bar below on a narrow screen. */
export function Rail({ current }: { readonly current: string }) {
  const { t } = useTranslation();
  return (
    <nav className="rail" aria-label={t('rail.label')}>
      <span className="name">Membridge</span>
      {views.map(({ name, path, icon: Icon }) => (
        <a key={name} href={path} onClick={follow} aria-current={name === current ? 'page' : undefined}>
          <Icon className="icon" size={18} aria-hidden />
          <span>{t(`views.${name}`)}</span>
        </a>
      ))}
    </nav>
  );
}
