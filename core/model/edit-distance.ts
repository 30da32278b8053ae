/** How many letters must be put in, taken out or exchanged to make `b` of `a` (Levenshtein); capitals do not count. */
export function editDistance(a: string, b: string): number {
  const to = Array.from(b.toLowerCase());
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of Array.from(a.toLowerCase()).entries()) {
    const next = [index + 1];
    for (const [column, other] of to.entries()) {
      const exchanged = at(row, column) + (letter === other ? 0 : 1);
      next.push(Math.min(exchanged, at(row, column + 1) + 1, at(next, column) + 1));
    }
    row = next;
  }
  return at(row, to.length);
}

/** The candidate with the least distance to `name`, the first of several; '' when there is none. */
export function nearest(name: string, candidates: readonly string[]): string {
  const ranked = candidates.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }));
  return ranked.toSorted((a, b) => a.distance - b.distance)[0]?.candidate ?? '';
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
