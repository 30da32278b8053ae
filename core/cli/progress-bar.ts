import type { Clock } from '../ports/clock.ts';
import type { Phase, Progress } from '../ports/progress.ts';
import type { Text } from '../text/text.ts';

/** Often enough to look alive, seldom enough to cost nothing. */
const drawEveryMs = 100;
/** A rate over less says nothing yet. */
const rateAfterMs = 1_000;
const barCells = 20;

export interface ProgressBar extends Progress {
  /** Takes the line off the screen. */
  clear(): void;
}

/** One line on a terminal: phase, share, bytes, rate, time left. */
export function progressBar(out: NodeJS.WriteStream, clock: Pick<Clock, 'monotonicMs'>, text: Text): ProgressBar {
  let phase: { name: Phase; total: number | null; done: number; sinceMs: number } | null = null;
  let drawnMs = -Infinity;
  const draw = (nowMs: number) => {
    if (phase === null) return;
    drawnMs = nowMs;
    const line = lineOf(phase, nowMs - phase.sinceMs, text);
    // Some terminals do not say how wide they are.
    const columns = out.columns > 0 ? out.columns : 80;
    out.write(`\r\u001b[K${line.slice(0, columns - 1)}`);
  };
  return {
    phase(name, total) {
      const nowMs = clock.monotonicMs();
      phase = { name, total, done: 0, sinceMs: nowMs };
      draw(nowMs);
    },
    advance(bytes) {
      if (phase === null) return;
      phase.done += bytes;
      const nowMs = clock.monotonicMs();
      const isDone = phase.total !== null && phase.done >= phase.total;
      if (isDone || nowMs - drawnMs >= drawEveryMs) draw(nowMs);
    },
    clear() {
      if (phase !== null) out.write('\r\u001b[K');
      phase = null;
    },
  };
}

function lineOf(
  { name, total, done }: { name: Phase; total: number | null; done: number },
  ms: number,
  { format, words }: Text,
): string {
  const parts = [words.phases[name]];
  if (total !== null && total > 0) {
    const share = Math.min(1, done / total);
    const filled = Math.round(share * barCells);
    parts.push(`${'█'.repeat(filled)}${'░'.repeat(barCells - filled)}`, `${Math.floor(share * 100)} %`);
    parts.push(`${format.bytes(done)} / ${format.bytes(total)}`);
  } else if (done > 0) parts.push(format.bytes(done));
  if (ms >= rateAfterMs && done > 0) {
    const perMs = done / ms;
    parts.push(words.perSecond(format.bytes(perMs * 1_000)));
    if (total !== null && done < total) parts.push(words.timeLeft(format.duration((total - done) / perMs)));
  }
  return parts.join('  ');
}
