import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { RestoreDocument } from '../documents.ts';

type MirrorPlan = Extract<RestoreDocument, { mode: 'mirror' }>;

/** What would come, change and go; of a whole memory that is put in place, what its tables hold now and then. */
export function RestorePlan({ plan }: { readonly plan: RestoreDocument }) {
  const { t } = useTranslation();
  if (plan.mode === 'mirror') return <RowsThen plan={plan} />;
  return (
    <ul className="plan" aria-label={t('restore.changes')}>
      {linesOf(plan, t).map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function linesOf(plan: Extract<RestoreDocument, { mode: 'merge' }>, t: TFunction): string[] {
  return (['bringBack', 'unedit', 'remove'] as const).flatMap((what) =>
    plan[what] === 0 ? [] : [t(`restore.${what}`, { count: plan[what] })],
  );
}

function RowsThen({ plan: { rowsNow, rowsThen } }: { readonly plan: MirrorPlan }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  const names = [...new Set([...Object.keys(rowsNow ?? {}), ...Object.keys(rowsThen)])];
  const name = (table: string) => {
    const known = `tables.${table}`;
    return i18n.exists(known) ? t(known) : table;
  };
  return (
    <table className="counts">
      <thead>
        <tr>
          <th scope="col">{t('restore.table')}</th>
          <th scope="col" className="figure">
            {t('restore.nowColumn')}
          </th>
          <th scope="col" className="figure">
            {t('restore.thenColumn')}
          </th>
        </tr>
      </thead>
      <tbody>
        {names.map((table) => (
          <tr key={table}>
            <th scope="row">{name(table)}</th>
            <td className="figure">{number.format(rowsNow?.[table] ?? 0)}</td>
            <td className="figure">{number.format(rowsThen[table] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
