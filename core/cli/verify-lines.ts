import type { LogVerification } from '../engine/records/verify-log.ts';
import type { Text } from '../text/text.ts';

/** What a look at all logs found, in sentences. */
export function verifyLines(found: LogVerification, { words, format }: Text): string[] {
  const { segmentsRead, devicesRead, bytesRead, records, findings, local } = found;
  const { same, newerHere, newerThere, differ } = records;
  const say = words.merge;
  const told = say.records(same + newerHere + newerThere + differ);
  return [
    say.verify.read(say.verify.segments(segmentsRead), say.verify.devices(devicesRead), told, format.bytes(bytesRead)),
    findings.length === 0 ? words.verify.sound : words.verify.damaged(findings.length),
    ...findings.map(({ key, finding }) => `  ${key}: ${finding}`),
    ...(local === 'no-database' ? [say.verify.noDatabase] : []),
    ...(local === 'same' ? [say.verify.same(say.records(same))] : []),
    ...(newerHere > 0 ? [say.verify.newerHere(say.records(newerHere))] : []),
    ...(newerThere > 0 ? [say.verify.newerThere(say.records(newerThere))] : []),
    ...(differ > 0 ? [say.verify.differ(say.records(differ))] : []),
  ];
}
