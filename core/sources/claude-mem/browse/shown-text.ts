/** On one line, without what could turn a list over; '' for nothing. */
export function excerptOf(value: unknown, charsMax: number): string {
  const line = (typeof value === 'string' ? value : '').replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length <= charsMax ? line : `${cutText(line, charsMax - 1)}…`;
}

/** The beginning of a text, at most `charsMax` UTF-16 code units; no character is cut in two. */
export function cutText(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const kept = text.slice(0, charsMax);
  return kept.isWellFormed() || !text.isWellFormed() ? kept : kept.slice(0, -1);
}
