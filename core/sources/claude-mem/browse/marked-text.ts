import type { Hit } from '../../../ports/memory-browser.ts';
import { cutText } from './shown-text.ts';

/** Around what was found, as full text gives it: code points that stand in no text, and nobody's markup. */
export const markBegin = '\uFDD0';
export const markEnd = '\uFDD1';

/** Of one row; more are not looked at one by one. */
const hitsMax = 20;
/** A line on a narrow screen shows so much: what was found must be within. */
const leadCharsMax = 24;

export interface MarkedText {
  readonly text: string;
  /** Ascending, within the text, without overlaps. */
  readonly hits: readonly Hit[];
}

/** On one line, at most `charsMax` UTF-16 code units of it, and where in it something was found. */
export function markedText(marked: string, charsMax: number): MarkedText {
  const hits: Hit[] = [];
  let text = '';
  let from: number | null = null;
  const line = marked.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  for (const piece of line.split(/([\uFDD0\uFDD1])/)) {
    if (piece === markBegin) from ??= text.length;
    else if (piece !== markEnd) text += piece;
    else if (from !== null) {
      if (text.length > from) hits.push([from, text.length]);
      from = null;
    }
  }
  // Cut in the middle of what was found.
  if (from !== null && text.length > from) hits.push([from, text.length]);
  return cutEnd({ text, hits: hits.slice(0, hitsMax) }, charsMax);
}

/** The same from shortly before the first hit on. */
export function nearHit({ text, hits }: MarkedText): MarkedText {
  const first = hits[0]?.[0] ?? 0;
  if (first <= leadCharsMax) return { text, hits };
  // At a word if there is one: half a word reads like another one.
  const space = text.indexOf(' ', first - leadCharsMax);
  const at = space >= 0 && space < first ? space + 1 : wholeCharacter(text, first - leadCharsMax);
  const moved = hits.map(([begin, end]): Hit => [begin - at + 1, end - at + 1]);
  return { text: `…${text.slice(at)}`, hits: moved };
}

function cutEnd({ text, hits }: MarkedText, charsMax: number): MarkedText {
  if (text.length <= charsMax) return { text, hits };
  const kept = cutText(text, charsMax - 1);
  const within = hits.flatMap(([begin, end]): Hit[] =>
    begin < kept.length ? [[begin, Math.min(end, kept.length)]] : [],
  );
  return { text: `${kept}…`, hits: within };
}

/** Not between the halves of one. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}
