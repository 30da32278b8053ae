import { useTranslation } from 'react-i18next';
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';
import { CountsTable } from './counts-table.tsx';

/** Where a whole memory was put in place: what its tables held before and after. */
export function ActTables({ tables }: { readonly tables: QueryAnswer<'act'>['tables'] }) {
  const { t } = useTranslation();
  return <CountsTable headings={[t('activity.table'), t('activity.before'), t('activity.after')]} tables={tables} />;
}
