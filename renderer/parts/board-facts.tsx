import { useTranslation } from 'react-i18next';
import type { Board } from '../../core/host/api/contract-board.ts';
import { bytesIn } from '../amounts.ts';
import { isolated } from '../isolated.ts';

/** What this machine is; what its kernel does not tell is said to be unknown. */
export function BoardFacts({ facts }: { readonly facts: Board['facts'] }) {
  const { t, i18n } = useTranslation();
  const { model, system, kernel, container, processor, cores, memoryBytes, storage, zramBy, limitsWork } = facts;
  const unknown = t('board.notTold');
  const list = (words: readonly (string | null)[]) =>
    words.flatMap((word) => (word === null ? [] : isolated(word))).join(', ');
  const core = cores === null ? '' : `${cores} × `;
  const rows: readonly (readonly [string, string])[] = [
    ['board', list([model ?? unknown])],
    ['system', list([system ?? unknown, kernel === null ? null : t('board.kernel', { release: kernel })])],
    ...(container === null ? [] : [['container', list([container])] as const]),
    ['processor', processor === null ? unknown : `${core}${isolated(processor)}`],
    ['memory', memoryBytes === null ? unknown : bytesIn(i18n.language, memoryBytes)],
    ['disk', list([t(`board.disks.${storage.kind}`), storage.device, storage.filesystem])],
    ['zram', zramBy.length === 0 ? t('board.nobody') : list(zramBy)],
    ...(limitsWork === null ? [] : [['limits', t(limitsWork ? 'board.limitsWork' : 'board.limitsNot')] as const]),
  ];
  return (
    <section aria-labelledby="board-what">
      <h2 id="board-what">{t('board.what')}</h2>
      <dl className="facts board-facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt className="quiet">{t(`board.facts.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
