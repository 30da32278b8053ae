/** One value at a moment; null: it was not told. */
export interface Point {
  readonly at: number;
  readonly value: number | null;
}

/** Five minutes, as many as the host keeps of a page that is looked at. */
export const windowMs = 300_000;
/** A page that was just opened has a line all the same, not a dot at the edge. */
const windowMsMin = 60_000;
/** A longer silence is a gap in the line: nobody looked, or nobody answered. */
const gapMs = 45_000;

const wide = 100;
const high = 32;

/** How a number went over the last minutes; `said` is the same in words. `range`: what the whole height stands for. */
export function SparkLine({
  points,
  range,
  said,
}: {
  readonly points: readonly Point[];
  readonly range: readonly [low: number, high: number];
  readonly said: string;
}) {
  const end = points.at(-1)?.at ?? 0;
  const begin = points.find(({ value }) => value !== null)?.at ?? end;
  const spanMs = Math.min(windowMs, Math.max(windowMsMin, end - begin));
  const x = (at: number) => wide - ((end - at) / spanMs) * wide;
  const [low, top] = range;
  const y = (value: number) => high - ((Math.min(Math.max(value, low), top) - low) / (top - low || 1)) * high;
  const lines = piecesOf(points.filter(({ at }) => end - at <= spanMs));
  return (
    <svg className="spark" viewBox={`0 0 ${wide} ${high}`} preserveAspectRatio="none" role="img" aria-label={said}>
      {lines.map((line) => {
        const path = line.map(({ at, value }) => `${x(at).toFixed(2)} ${y(value).toFixed(2)}`).join('L');
        const [first] = line;
        const last = line.at(-1);
        if (first === undefined || last === undefined) return null;
        return (
          <g key={first.at}>
            {line.length > 1 && (
              <path
                className="spark-ground"
                d={`M${x(first.at).toFixed(2)} ${high}L${path}L${x(last.at).toFixed(2)} ${high}Z`}
              />
            )}
            <path className="spark-line" d={`M${path}${line.length === 1 ? 'h0.01' : ''}`} />
          </g>
        );
      })}
    </svg>
  );
}

interface Told {
  readonly at: number;
  readonly value: number;
}

/** A line ends where nothing was told, and where nobody looked. */
function piecesOf(points: readonly Point[]): Told[][] {
  const pieces: Told[][] = [];
  let open: Told[] | null = null;
  for (const { at, value } of points) {
    const isGap = value === null || at - (open?.at(-1)?.at ?? at) > gapMs;
    if (isGap) open = null;
    if (value === null) continue;
    if (open === null) {
      open = [];
      pieces.push(open);
    }
    open.push({ at, value });
  }
  return pieces;
}
