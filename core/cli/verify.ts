import { verify, type Verification } from '../engine/verify.ts';
import { verifyLog } from '../engine/records/verify-log.ts';
import type { MergeMachine } from '../engine/records/sync-records.ts';
import { withPrivateState } from '../host/compose/rehearsal.ts';
import { compose } from '../host/compose.ts';
import { fail } from '../model/errors.ts';
import type { Text } from '../text/text.ts';
import type { Cli, CommandSpec, Outcome } from './cli.ts';
import { verifyLines } from './verify-lines.ts';

export const verifyCommand: CommandSpec = {
  name: 'verify',
  summary: 'read everything in the remote again, check it, and compare the memory here',
  examples: ['membridge verify', 'membridge verify --json'],
  async run(cli) {
    const composed = await compose(cli.homePath, 'look', cli.tools);
    try {
      await composed.requireProject();
      if (composed.merge !== null) return await verifyMerge(cli, composed.merge);
      const found = await verify(composed.machine, cli.watch);
      const outcome = { data: { ...found }, lines: linesOf(found, cli.text) };
      const [first] = found.findings;
      return first === undefined ? outcome : { ...outcome, fault: fail('object-damaged', { ...first }) };
    } finally {
      composed.close();
    }
  },
};

async function verifyMerge(cli: Cli, merge: MergeMachine): Promise<Outcome> {
  const found = await withPrivateState(null, cli.tools, ({ records }) => verifyLog(merge, records, cli.watch));
  const outcome = { data: { mode: 'merge', ...found }, lines: verifyLines(found, cli.text) };
  const [first] = found.findings;
  return first === undefined ? outcome : { ...outcome, fault: fail('object-damaged', { ...first }) };
}

function linesOf(
  { headsRead, snapshotsRead, partsRead, bytesRead, findings, local }: Verification,
  { words, format }: Text,
): string[] {
  const say = words.verify;
  return [
    say.read(say.heads(headsRead), say.snapshots(snapshotsRead), say.parts(partsRead), format.bytes(bytesRead)),
    findings.length === 0 ? say.sound : say.damaged(findings.length),
    ...findings.map(({ key, finding }) => `  ${key}: ${finding}`),
    say.local[local],
  ];
}
