import type { TFunction } from 'i18next';
import { bytesIn } from '../amounts.ts';
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';

export type ActivityEntry = QueryAnswer<'activity'>['entries'][number];

/** Acts that have words of their own; a later host may know more. */
const acts = [
  'push',
  'force-push',
  'pull',
  'force-pull',
  'forced-by-other',
  'restore',
  'import',
  'import-file',
  'undo',
  'merge',
] as const;

export function actName(act: string, t: TFunction): string {
  return t(`acts.${acts.find((each) => each === act) ?? 'other'}`);
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
  const { applied, published, removed, from } = entry;
  return [
    ...(applied === 0
      ? []
      : [
          from.length === 0
            ? t('moved.inPlain', { count: applied })
            : t('moved.in', { count: applied, from: names.format(from) }),
        ]),
    ...(published === 0 ? [] : [t('moved.out', { count: published })]),
    ...(removed === 0 ? [] : [t('moved.removed', { count: removed })]),
  ];
}
