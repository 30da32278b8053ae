import type { ColumnValue } from '../../model/records/column-value.ts';

/** Longer texts, or texts of several lines, stand below each other. */
const lineCharsMax = 200;

/** Two values as one: lists are united, texts joined. Of what cannot be joined the first one stays. */
export function bothOf(now: ColumnValue, lost: ColumnValue): ColumnValue {
  if (now === null) return lost;
  if (typeof now !== 'string' || typeof lost !== 'string' || now === lost) return now;
  const [here, there] = [listOf(now), listOf(lost)];
  if (here !== null && there !== null) return JSON.stringify(united(here, there));
  const isLine = (text: string) => text.length <= lineCharsMax && !text.includes('\n');
  return isLine(now) && isLine(lost) ? `${now} / ${lost}` : `${now}\n\n${lost}`;
}

/** claude-mem keeps lists as JSON. */
function listOf(text: string): unknown[] | null {
  if (!text.startsWith('[')) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function united(here: readonly unknown[], there: readonly unknown[]): unknown[] {
  const known = new Set(here.map((each) => JSON.stringify(each)));
  return [...here, ...there.filter((each) => !known.has(JSON.stringify(each)))];
}
