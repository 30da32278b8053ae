import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardPlan } from '../../core/host/api/contract-board.ts';

/** Now, new, why: every setting, changed or not. On a narrow screen the reason stands under the name. */
export function BoardRows({ rows }: { readonly rows: BoardPlan['rows'] }) {
  const { t } = useTranslation();
  return (
    <table className="board-rows">
      <thead>
        <tr>
          <th scope="col">{t('board.head.setting')}</th>
          <th scope="col">{t('board.head.now')}</th>
          <th scope="col">{t('board.head.next')}</th>
          <th scope="col" className="board-why">
            {t('board.head.why')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, now, next, why, state, setBy }) => (
          <tr key={key} className={state === 'same' || state === 'refused' ? 'quiet' : undefined}>
            <th scope="row">
              <span className={name === key ? 'path' : undefined}>{broken(name)}</span>
              <span className="detail quiet board-why-below">{why}</span>
            </th>
            <td>
              {onOneLine(now)}
              {setBy !== null && <span className="path detail quiet">{setBy}</span>}
            </td>
            <td>
              <span className={state === 'change' || state === 'at-boot' ? 'board-new' : undefined}>
                {onOneLine(next)}
              </span>
              {state !== 'change' && <span className={`badge ${state}`}>{t(`board.rowStates.${state}`)}</span>}
            </td>
            <td className="board-why quiet">{why}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The name of a kernel setting may break after its dots and underscores. */
function broken(name: string): ReactNode {
  return name.split(/(?<=[._])/).map((part, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- parts of a name have no other name
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

/** A number and its unit stay together; what is longer may break. */
function onOneLine(value: string): string {
  return value.length <= shortChars ? value.replaceAll(' ', '\u00A0') : value;
}

const shortChars = 12;
