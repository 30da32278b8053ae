import { resolve } from 'node:path';
import { examine, type Diagnosis } from '../host/doctor/doctor.ts';
import { homeFiles } from '../host/compose/home-files.ts';
import { reportPlace, writeReport } from '../host/compose/report-file.ts';
import { report } from '../host/doctor/report.ts';
import { textIn, type Text } from '../text/text.ts';
import { flag, valueOf, type Cli, type CommandSpec, type Outcome } from './cli.ts';

export const doctorCommand: CommandSpec = {
  name: 'doctor',
  summary: 'check everything and say the next action for each failure',
  options: [
    ['--fix', 'mend what is safe to mend: rights, unfinished work, own left-overs'],
    ['--bundle <file>', 'write a report for somebody who helps you: no text of your memory, no keys, no names'],
  ],
  examples: [
    'membridge doctor',
    'membridge doctor --fix',
    'membridge doctor --json',
    'membridge doctor --bundle report.json',
  ],
  async run(cli, _args, options) {
    const { tools, text, watch, homePath } = cli;
    const bundle = valueOf(options, 'bundle');
    if (bundle !== undefined) return writeBundle(cli, resolve(tools.at.folder, bundle), flag(options, 'fix'));
    const diagnosis = await examine({ homePath, tools, text, watch }, flag(options, 'fix'));
    const checks = diagnosis.checks.map(({ name, verdict, message, next, fault }) => ({
      name,
      verdict,
      message,
      next,
      code: fault?.code ?? null,
    }));
    const outcome = { data: { checks, fixed: diagnosis.fixed }, lines: linesOf(diagnosis, text) };
    const fault = diagnosis.checks.find((check) => check.fault !== null)?.fault ?? diagnosis.unmended;
    return fault ? { ...outcome, fault } : outcome;
  },
};

/** Done when the report is written, whatever is broken: what was found stands in it. */
async function writeBundle({ homePath, tools, watch, text, yes }: Cli, path: string, fix: boolean): Promise<Outcome> {
  const files = homeFiles(homePath, tools);
  const place = await reportPlace(path, yes, files, tools);
  const diagnosis = fix ? await examine({ homePath, tools, watch, text: textIn('en') }, true) : null;
  const content = await report({ homePath, tools, watch }, diagnosis);
  writeReport(place, content);
  const say = text.words.doctor;
  const fixed = diagnosis?.fixed ?? [];
  return {
    data: { bundle: place, bytes: Buffer.byteLength(content), fixed },
    lines: [...fixed.map((name) => say.fixed(say.names[name])), say.bundle(place), say.bundleNext],
  };
}

function linesOf({ checks, fixed, unmended }: Diagnosis, { words, sentence }: Text): string[] {
  const say = words.doctor;
  const failed = checks.filter(({ verdict }) => verdict === 'fail').length;
  const warned = checks.filter(({ verdict }) => verdict === 'warn').length;
  return [
    ...fixed.map((name) => say.fixed(say.names[name])),
    ...(unmended === null ? [] : [say.notFixed(sentence(unmended).message)]),
    ...checks.flatMap(({ name, verdict, message, next }) => {
      const line = `${say.marks[verdict].padEnd(8)} ${`${say.names[name]}:`.padEnd(17)} ${message}`;
      return next === null ? [line] : [line, `${' '.repeat(27)}${next}`];
    }),
    failed + warned === 0 ? say.allWell : say.summary(failed, warned),
  ];
}
