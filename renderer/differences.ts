/** A piece of a text: the same on both sides, or only on this one. */
export interface Piece {
  readonly text: string;
  readonly isOwn: boolean;
}

/** Cells of the table that two middles may need: above it they are marked whole. 2,000 words on each side are below. */
const cellsMax = 4_000_000;

/** Both texts in pieces, word by word; joined again the pieces are the text. */
export function differences(one: string, other: string): { readonly one: Piece[]; readonly other: Piece[] } {
  const a = words(one);
  const b = words(other);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const middleA = a.slice(start, a.length - end);
  const middleB = b.slice(start, b.length - end);
  const common = commonOf(middleA, middleB);
  const around = (middle: readonly string[], kept: ReadonlySet<number>, all: readonly string[]) =>
    joined([
      ...all.slice(0, start).map((text) => ({ text, isOwn: false })),
      ...middle.map((text, index) => ({ text, isOwn: !kept.has(index) })),
      ...all.slice(all.length - end).map((text) => ({ text, isOwn: false })),
    ]);
  return { one: around(middleA, common.one, a), other: around(middleB, common.other, b) };
}

function words(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

/** Places of a longest common sequence in each. */
function commonOf(a: readonly string[], b: readonly string[]): { one: Set<number>; other: Set<number> } {
  const found = { one: new Set<number>(), other: new Set<number>() };
  if (a.length * b.length > cellsMax) return found;
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      found.one.add(i);
      found.other.add(j);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return found;
}

function joined(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last?.isOwn === piece.isOwn) all[all.length - 1] = { ...last, text: last.text + piece.text };
    else all.push(piece);
  }
  return all;
}
