/** What Windows shows of a tooltip, in UTF-16 code units; its own field has 128 with the end. */
export const tooltipCharsMax = 127;
/** Wider menus push themselves off a small screen; the panel has the whole sentence. */
export const menuCharsMax = 80;

/** Text of machines and memories as one harmless line: no line ends, nothing that turns the direction of what follows. */
export function plainLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '')
    .trim();
}

/** At most `charsMax` code units: cut after a word where one ends near there, never through a character. */
export function cutLine(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const room = text.slice(0, charsMax - 1);
  const whole = /[\uD800-\uDBFF]$/u.test(room) ? room.slice(0, -1) : room;
  const lastSpace = whole.lastIndexOf(' ');
  return `${(lastSpace > charsMax * 0.7 ? whole.slice(0, lastSpace) : whole).trimEnd()}…`;
}
