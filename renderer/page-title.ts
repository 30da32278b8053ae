import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Face } from './state.ts';

const product = 'Membridge';

/** Among the tabs of a browser it is seen when something is not as it should be. */
export function usePageTitle({ shown, weight }: Face): void {
  const { t } = useTranslation();
  const title = weight === 'good' || shown === 'opening' ? product : `${t(`titles.${shown}`)} · ${product}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
