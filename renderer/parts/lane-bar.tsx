import { markShapes } from './device-dot.tsx';

const heightPx = 36;
/** One day of many: as wide as there is room. */
export function ThinBar({ mark, share }: { readonly mark: number; readonly share: number }) {
  if (share === 0) return null;
  const height = Math.max(leastPx, Math.round(share * heightPx));
  return (
    <svg
      className="lane-bar thin"
      viewBox={`0 0 1 ${height}`}
      height={height}
      preserveAspectRatio="none"
      aria-hidden
      style={{ color: `var(--lane-${(mark % markShapes.length) + 1})` }}
    >
      <rect width="1" height={height} fill="currentColor" />
    </svg>
  );
}

/** A head of 8 px stands on the stem; a single memory of many is still seen. */
const headPx = 8;
const leastPx = 2;

/** One day of a machine: a stem as high as its share, with the machine's own shape on it. */
export function LaneBar({ mark, share }: { readonly mark: number; readonly share: number }) {
  if (share === 0) return null;
  const stem = Math.max(leastPx, Math.round(share * (heightPx - headPx)));
  return (
    <svg
      className="lane-bar"
      viewBox={`0 0 12 ${heightPx}`}
      width="12"
      height={heightPx}
      aria-hidden
      style={{ color: `var(--lane-${(mark % markShapes.length) + 1})` }}
    >
      <rect x="4.5" y={heightPx - stem} width="3" height={stem} fill="currentColor" />
      <g transform={`translate(2 ${heightPx - stem - headPx}) scale(${headPx / 12})`}>
        {markShapes[mark % markShapes.length]}
      </g>
    </svg>
  );
}
