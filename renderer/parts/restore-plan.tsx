import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { RestoreDocument } from '../documents.ts';
import { CountsTable } from './counts-table.tsx';

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
  const { t } = useTranslation();
  const names = [...new Set([...Object.keys(rowsNow ?? {}), ...Object.keys(rowsThen)])];
  const tables = names.map((name) => ({ name, before: rowsNow?.[name] ?? 0, after: rowsThen[name] ?? 0 }));
  const headings = [t('restore.table'), t('restore.nowColumn'), t('restore.thenColumn')] as const;
  return <CountsTable headings={headings} tables={tables} />;
}
