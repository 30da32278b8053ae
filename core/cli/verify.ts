import { verify, type Verification } from '../engine/verify.ts';
import { compose } from '../host/compose.ts';
import { fail } from '../model/errors.ts';
import type { Text } from '../text/text.ts';
import type { CommandSpec } from './cli.ts';

export const verifyCommand: CommandSpec = {
  name: 'verify',
  summary: 'read everything in the remote again, check it, and compare the memory here',
  examples: ['membridge verify', 'membridge verify --json'],
  async run(cli) {
    const composed = await compose(cli.homePath, 'look', cli.tools);
    try {
      await composed.requireProject();
      const found = await verify(composed.machine, cli.watch);
      const outcome = { data: { ...found }, lines: linesOf(found, cli.text) };
      const [first] = found.findings;
      return first === undefined ? outcome : { ...outcome, fault: fail('object-damaged', { ...first }) };
    } finally {
      composed.close();
    }
  },
};

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
