import { examine, type Diagnosis } from '../host/doctor/doctor.ts';
import type { Text } from '../text/text.ts';
import { flag, type CommandSpec } from './cli.ts';

export const doctorCommand: CommandSpec = {
  name: 'doctor',
  summary: 'check everything and say the next action for each failure',
  options: [['--fix', 'mend what is safe to mend: rights, unfinished work, own left-overs']],
  examples: ['membridge doctor', 'membridge doctor --fix', 'membridge doctor --json'],
  async run(cli, _args, options) {
    const { tools, text, watch, homePath } = cli;
    const diagnosis = await examine({ homePath, tools, text, watch }, flag(options, 'fix'));
    const checks = diagnosis.checks.map(({ name, verdict, message, next, fault }) => ({
      name,
      verdict,
      message,
      next,
      code: fault?.code ?? null,
    }));
    const outcome = { data: { checks, fixed: diagnosis.fixed }, lines: linesOf(diagnosis, text) };
    const fault = diagnosis.checks.find((check) => check.fault !== null)?.fault;
    return fault ? { ...outcome, fault } : outcome;
  },
};

function linesOf({ checks, fixed }: Diagnosis, { words }: Text): string[] {
  const say = words.doctor;
  const failed = checks.filter(({ verdict }) => verdict === 'fail').length;
  const warned = checks.filter(({ verdict }) => verdict === 'warn').length;
  return [
    ...fixed.map((name) => say.fixed(say.names[name])),
    ...checks.flatMap(({ name, verdict, message, next }) => {
      const line = `${say.marks[verdict].padEnd(8)} ${`${say.names[name]}:`.padEnd(17)} ${message}`;
      return next === null ? [line] : [line, `${' '.repeat(27)}${next}`];
    }),
    failed + warned === 0 ? say.allWell : say.summary(failed, warned),
  ];
}
