import { useTranslation } from 'react-i18next';
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';

/** Where a whole memory was put in place: what its tables held before and after. */
export function ActTables({ tables }: { readonly tables: QueryAnswer<'act'>['tables'] }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  const name = (table: string) => {
    const known = `tables.${table}`;
    return i18n.exists(known) ? t(known) : table;
  };
  return (
    <table className="counts">
      <thead>
        <tr>
          <th scope="col">{t('activity.table')}</th>
          <th scope="col" className="figure">
            {t('activity.before')}
          </th>
          <th scope="col" className="figure">
            {t('activity.after')}
          </th>
        </tr>
      </thead>
      <tbody>
        {tables.map(({ name: table, before, after }) => (
          <tr key={table}>
            <th scope="row">{name(table)}</th>
            <td className="figure">{number.format(before)}</td>
            <td className="figure">{number.format(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
