import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';
import { differences, type Piece } from '../differences.ts';

type Side = QueryAnswer<'conflict'>['sides'][number];

/** Every column that two machines wrote, the side that counts now beside the one that lost. */
export function ConflictSides({ sides }: { readonly sides: readonly Side[] }) {
  return (
    <div className="disputes">
      {sides.map((side) => (
        <Dispute key={side.column} side={side} />
      ))}
    </div>
  );
}

function Dispute({ side }: { readonly side: Side }) {
  const { t } = useTranslation();
  const { now, lost } = side;
  const pieces = useMemo(() => differences(now ?? '', lost ?? ''), [now, lost]);
  const half = (which: 'now' | 'lost') => {
    const by = (which === 'now' ? side.nowBy : side.lostBy) ?? t('lanes.before');
    return (
      <div className={`half ${which}`}>
        <h3>
          {t(`conflicts.${which}`, { label: by })}
          {side.ours === which && <span className="quiet"> · {t('devices.thisOne')}</span>}
        </h3>
        <SideText text={which === 'now' ? now : lost} pieces={which === 'now' ? pieces.one : pieces.other} />
      </div>
    );
  };
  return (
    <section className="dispute" aria-label={side.column}>
      <h2>
        <code>{side.column}</code>
      </h2>
      <div className="halves">
        {half('now')}
        {half('lost')}
      </div>
    </section>
  );
}

/** Text and nothing else, whatever it says; what only this side has is marked. */
function SideText({ text, pieces }: { readonly text: string | null; readonly pieces: readonly Piece[] }) {
  const { t } = useTranslation();
  if (text === null) return <p className="quiet">{t('conflicts.nothing')}</p>;
  return (
    <div className="memory-text" dir="auto">
      {pieces.map((piece, index) =>
        // oxlint-disable-next-line react/no-array-index-key -- pieces have no other name, and never move
        piece.isOwn ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
      )}
    </div>
  );
}
