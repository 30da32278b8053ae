import type { TFunction } from 'i18next';
import { actWord, movedLines as linesOf, type ActivityEntry } from '../../core/host/api/moved-lines.ts';
import { bytesIn } from '../amounts.ts';

export function actName(act: string, t: TFunction): string {
  return actWord(act, (key) => t(key));
}

/** All that is told of an entry beside its name and time. */
export function entryLine(entry: ActivityEntry, t: TFunction, language: string): string {
  return [
    ...movedLines(entry, t, new Intl.ListFormat(language)),
    ...(entry.undoes === null ? [] : [t('activity.undoes', { id: entry.undoes })]),
    ...(entry.bytes === null || entry.bytes === 0 ? [] : [bytesIn(language, entry.bytes)]),
  ].join(' ');
}

/** What an entry moved, as sentences; what came first. */
export function movedLines(entry: ActivityEntry, t: TFunction, names: Intl.ListFormat): string[] {
  return linesOf(entry, (key, words) => t(key, words ?? {}), names);
}
