import { useTranslation } from 'react-i18next';

/** How many rows tables hold at two moments. */
export function CountsTable({
  headings,
  tables,
}: {
  /** Over the names, the first figures and the second ones. */
  readonly headings: readonly [string, string, string];
  readonly tables: readonly { readonly name: string; readonly before: number; readonly after: number }[];
}) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  const shownName = (table: string) => {
    const known = `tables.${table}`;
    return i18n.exists(known) ? t(known) : table;
  };
  const [names, first, second] = headings;
  return (
    <table className="counts">
      <thead>
        <tr>
          <th scope="col">{names}</th>
          <th scope="col" className="figure">
            {first}
          </th>
          <th scope="col" className="figure">
            {second}
          </th>
        </tr>
      </thead>
      <tbody>
        {tables.map(({ name, before, after }) => (
          <tr key={name}>
            <th scope="row">{shownName(name)}</th>
            <td className="figure">{number.format(before)}</td>
            <td className="figure">{number.format(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
