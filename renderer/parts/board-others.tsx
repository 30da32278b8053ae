import { useTranslation } from 'react-i18next';
import type { ShownBoard } from '../../core/host/api/contract-boards.ts';
import { bytesIn } from '../amounts.ts';
import { useAnswer } from '../answers.ts';
import { isolated } from '../isolated.ts';
import { useNow } from '../now.ts';
import { timesIn } from '../time.ts';
import { Failure } from './failure.tsx';
import { Pending } from './pending.tsx';

/** What the other machines told of themselves. */
export function BoardOthers() {
  const { t } = useTranslation();
  const { answer, again } = useAnswer('boards', (client, signal) => client.query('boards', {}, signal), true);
  return (
    <section aria-labelledby="board-others">
      <h2 id="board-others">{t('board.others')}</h2>
      <p className="quiet">{t('board.othersAbout')}</p>
      {answer.kind === 'asking' && <Pending rows={3} />}
      {answer.kind === 'failed' && <Failure error={answer.error} again={again} />}
      {answer.kind === 'ready' && (
        <>
          {answer.value.isStale && <p className="attention">{t('board.othersStale')}</p>}
          {answer.value.boards.length === 0 && !answer.value.isStale && (
            <p className="quiet">{t('board.othersNone')}</p>
          )}
          {answer.value.boards.length > 0 && (
            <ul className="rows boards">
              {answer.value.boards.map((board) => (
                <OtherBoard key={board.id} board={board} />
              ))}
            </ul>
          )}
          {answer.value.isCut && <p className="quiet">{t('board.othersCut')}</p>}
        </>
      )}
    </section>
  );
}

function OtherBoard({ board }: { readonly board: ShownBoard }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const { label, at, distribution, memoryBytes, storage, zram, profile } = board;
  const disk = `board.disks.${storage ?? ''}`;
  const owner = `board.owners.${zram?.owner ?? ''}`;
  const size = (bytes: number) => bytesIn(i18n.language, bytes);
  const told = [
    distribution === null ? null : isolated(distribution),
    memoryBytes === null ? null : size(memoryBytes),
    storage === null ? null : i18n.exists(disk) ? t(disk) : isolated(storage),
    zram === null
      ? t('board.zramMissing')
      : t('board.zramOf', { size: size(zram.sizeBytes), owner: i18n.exists(owner) ? t(owner) : zram.owner }),
  ];
  return (
    <li>
      <span className="label">
        <span className="detail board-label">{isolated(label)}</span>
        <span className="detail">{board.board === null ? t('board.nameless') : isolated(board.board)}</span>
        <span className="detail quiet">{told.filter((word) => word !== null).join(' · ')}</span>
      </span>
      <span className="board-tuned">
        <span>{profile === null ? t('board.notTuned') : t('board.tuned', { profile })}</span>
        <time className="detail quiet" dateTime={new Date(at).toISOString()} title={timesIn(i18n.language).full(at)}>
          {t('board.told', { ago: timesIn(i18n.language).ago(at, now) })}
        </time>
      </span>
    </li>
  );
}
