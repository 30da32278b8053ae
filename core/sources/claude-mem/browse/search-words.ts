/** More words find nothing more. */
const wordsMax = 24;
/** A shorter beginning is that of half the words: all their rows would be read. */
const beginningCharsMin = 3;
/** What the full text is made of, as SQLite's unicode61 sees it; everything else parts words. */
const wordChar = /[\p{L}\p{N}\p{Co}]/u;

/**
 * What a person typed as a full-text query: every word must be there, the last one may be only the beginning of one. Each
 * is quoted, so that nothing in it is syntax. Null: there is no word in it, and nothing is found.
 */
export function searchQuery(typed: string): string | null {
  // SQLite ends a query at a NUL, and knows no half characters.
  const words = typed
    .replaceAll('\0', ' ')
    .toWellFormed()
    .split(/\s+/)
    .filter((word) => wordChar.test(word));
  if (words.length === 0) return null;
  const wanted = [...new Set(words)].slice(0, wordsMax);
  const last = words.at(-1) ?? '';
  return wanted
    .map((word) => (word === last && isBeginning(typed, word) ? `${quoted(word)}*` : quoted(word)))
    .join(' ');
}

/** Who typed a space after it has said it all. */
function isBeginning(typed: string, word: string): boolean {
  return !/\s$/.test(typed) && Array.from(word).length >= beginningCharsMin;
}

function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}
