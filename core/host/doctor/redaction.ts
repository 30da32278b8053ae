import { createHash } from 'node:crypto';

/** Something that must not be read in a report, and what stands there instead. */
export interface Private {
  readonly value: string;
  readonly instead: string;
  /** `word`: only as a whole word, because a name may be a part of other words. */
  readonly as: 'text' | 'word';
}

export type Redact = (value: unknown) => unknown;

/** Shorter ones would blot out half of the report and tell nobody anything. */
const charsMin = 2;
const keyMaterial = /AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]*/gi;
/** User name, host with port, and the rest of an address. */
const address = /\b(https?|s3):\/\/(?:[^\s/@"']*@)?([^\s/?#"'`,;)]+)([^\s"'`,;)]*)/gi;
const ipv4 = /(?<![\w.])(?!127\.)\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g;
const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
/** A path that nothing known has shortened. Inside a sentence it ends at a space. */
const wholePath = /^(?:\/[^/\s<][^]*|[A-Z]:[\\/][^]*|\\\\[^]*)$/i;
const innerPath = /(?<![\w~<>./\\:-])(?:\/[^\s/"'`<>:,;)]+){2,}\/?|(?<!\w)[A-Z]:[\\/][^\s"'`<>,;)]+/gi;

/** Replaces what is known to be private, longest first, then what looks like an address or a path of somebody. */
export function redactor(known: readonly Private[]): Redact {
  const rules = known
    .filter(({ value }) => value.length >= charsMin)
    .toSorted((a, b) => b.value.length - a.value.length)
    .map(({ value, instead, as }) => ({ pattern: patternOf(value, as), instead }));
  const text = (said: string) => {
    const without = rules.reduce((all, { pattern, instead }) => all.replaceAll(pattern, () => instead), said);
    const plain = without
      .replaceAll(keyMaterial, '[secret]')
      .replaceAll(address, (_all, scheme: string, host: string) => `${scheme}://${hostInstead(host)}/…`)
      .replaceAll(email, '<mail>')
      .replaceAll(ipv4, '<ip>');
    return wholePath.test(plain) ? '<path>' : plain.replaceAll(innerPath, '<path>');
  };
  const redact = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(redact);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [text(key), redact(field)]));
  };
  return redact;
}

/** The same host has the same word in every report of it, and nobody reads its name. This machine itself is no secret. */
function hostInstead(host: string): string {
  if (/^(?:127\.|localhost\b|\[::1\])/.test(host) || host.startsWith('<')) return host;
  return `<store-${createHash('sha256').update(host.toLowerCase()).digest('hex').slice(0, 8)}>`;
}

function patternOf(value: string, as: Private['as']): RegExp {
  // Not the hyphen: with the flag u it must not be escaped here.
  const exact = value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  return as === 'text' ? new RegExp(exact, 'g') : new RegExp(`(?<![\\p{L}\\p{N}])${exact}(?![\\p{L}\\p{N}])`, 'giu');
}
