import type { Dispute } from '../engine/records/keep.ts';
import type { MergeMachine } from '../engine/records/sync-records.ts';
import { labelOf, lookAtConflict, shownOf, textOf, type ConflictShown } from '../host/conflict-desk.ts';
import { isKnownKind } from '../model/records/kinds.ts';
import type { ListedConflict } from '../ports/record-store.ts';
import type { Text } from '../text/text.ts';

/** Both sides of a conflict in sentences, and what they were made from. `own`: label of this machine. */
export async function conflictLines(
  merge: MergeMachine,
  own: string,
  conflict: ListedConflict,
  text: Text,
): Promise<{ readonly lines: string[]; readonly shown: ConflictShown; readonly dispute: Dispute }> {
  const say = text.words.merge.desk;
  const shown = shownOf(merge, own, conflict);
  const dispute = await lookAtConflict(merge, conflict);
  const { row, columns } = dispute;
  const name = (device: (typeof columns)[number]['nowBy']) => labelOf(merge, own, device) ?? say.unknownDevice;
  const lines = [
    conflictLine(shown, text),
    ...(shown.deleted ? [say.deleted(shown.winner ?? say.unknownDevice)] : []),
    ...columns.flatMap(({ column, now, nowBy, lost, lostBy }) => [
      say.here(column, name(nowBy)),
      ...block(row === null ? say.isGone : (textOf(now) ?? say.empty)),
      say.other(column, name(lostBy)),
      ...block(textOf(lost) ?? say.empty),
    ]),
    `${text.words.hint}: ${say.showNext(conflict.id)}`,
  ];
  return { lines, shown, dispute };
}

function block(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`);
}

export function conflictLine(conflict: ConflictShown, { words, format }: Text): string {
  const { id, kind, title, columns, winner, loser, at } = conflict;
  const say = words.merge;
  const name = isKnownKind(kind) ? say.kinds[kind] : kind;
  const labels = [winner ?? say.desk.unknownDevice, loser ?? say.desk.unknownDevice];
  return say.desk.line(id, name, title, columns.join(', '), format.list([...new Set(labels)]), format.date(at)).trim();
}
