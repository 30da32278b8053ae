/** They turn the rest of a line around when they are left open; a name needs none of them. */
const turns = /[\u202A-\u202E\u2066-\u2069]/g;
/** Letters and marks that are written from right to left. */
const leftward = /[\u0590-\u08FF\u200F\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** A foreign name inside a sentence of ours: it keeps its own direction, and the sentence keeps its. */
export function isolated(text: string): string {
  const bare = text.replaceAll(turns, '');
  return leftward.test(bare) ? `\u2068${bare}\u2069` : bare;
}
