import type { FileReport } from './run-file.ts';

/** Where a needed thing cannot exist at all, a skip says so with this and is no failure in CI. */
const cannotPrefix = 'this machine cannot:';

/** What a whole run came to. */
export interface RunTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The lines about one file: one if all is well, else every failure in full and the end of its output. */
export function fileLines(report: FileReport): string[] {
  const failures = report.outcomes.filter((outcome) => outcome.kind === 'failed');
  const passedCount = report.outcomes.filter((outcome) => outcome.kind === 'passed').length;
  const seconds = (report.durationMs / 1000).toFixed(1);
  if (failures.length + report.faults.length === 0) return [`✓ ${report.file} (${passedCount}, ${seconds} s)`];
  return [
    `✗ ${report.file} (${passedCount} passed, ${failures.length + report.faults.length} failed, ${seconds} s)`,
    ...failures.flatMap(({ name, line, text }) => [`  ✗ ${name} (${report.file}:${line ?? '?'})`, indent(text)]),
    ...report.faults.map((fault) => `  ✗ the file ${fault}`),
    ...(report.output.trim() === '' ? [] : ['  output:', indent(report.output.trim())]),
  ];
}

/** Of what a failure says, enough to tell one cause from another. */
const causeCharsMax = 300;

/**
 * Every failure of a run in two lines, for its end: a log that somebody cut at the front still tells what failed. Nothing
 * where only one file ran: its failures stand right above.
 */
export function failureLines(reports: readonly FileReport[]): string[] {
  if (reports.length < 2) return [];
  const lines = reports.flatMap(({ file, outcomes, faults }) => [
    ...outcomes
      .filter((outcome) => outcome.kind === 'failed')
      .flatMap(({ name, line, text }) => [`✗ ${file}:${line ?? '?'}: ${name}`, `    ${causeOf(text)}`]),
    ...faults.map((fault) => `✗ ${file}: ${fault}`),
  ]);
  return lines.length === 0 ? [] : ['', 'what failed, in short:', ...lines];
}

/** The beginning of what a failure says, on one line; its stack stands in full above. */
function causeOf(text: string): string {
  const words = text
    .replace(/\n +at [^]*$/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return words.length > causeCharsMax ? `${words.slice(0, causeCharsMax)}…` : words;
}

/**
 * One line for each skipped test and one for each that must not be skipped: without a reason nowhere, in CI only where
 * the machine cannot have what it needs.
 */
export function skipLines(reports: readonly FileReport[], isCi: boolean): { skips: string[]; refused: string[] } {
  const skips: string[] = [];
  const refused: string[] = [];
  for (const { file, outcomes } of reports) {
    for (const outcome of outcomes) {
      if (outcome.kind !== 'skipped') continue;
      const line = `${file}: ${outcome.name}: ${outcome.reason === '' ? 'no reason given' : outcome.reason}`;
      const allowed = isCi ? outcome.reason.startsWith(cannotPrefix) : outcome.reason !== '';
      (allowed ? skips : refused).push(line);
    }
  }
  return { skips, refused };
}

/** Tests of the desktop app that Electron itself ran, or would have, begin so. */
const electronPrefix = 'Electron itself ';

/**
 * What the desktop tests of this run stood on; null where none ran. Never Electron unless one of its own passed or failed
 * there.
 */
export function desktopLine(reports: readonly FileReport[]): string | null {
  const ofDesktop = reports.filter(({ file }) => /^test\/(?:integration\/)?electron\//.test(file));
  if (ofDesktop.length === 0) return null;
  const inElectron = ofDesktop.flatMap(({ outcomes }) =>
    outcomes.filter(
      (each) => (each.kind === 'passed' || each.kind === 'failed') && each.name.startsWith(electronPrefix),
    ),
  );
  const count = inElectron.length;
  return count === 0
    ? 'desktop tests: over a stand-in for Electron; Electron itself ran none of them'
    : `desktop tests: ${count} in Electron itself, the others over a stand-in for it`;
}

/** Counts tests, and each fault of a file or of the run as one failure more. */
export function totalsOf(reports: readonly FileReport[], runFaults: number, skipped: number): RunTotals {
  const outcomes = reports.flatMap((report) => report.outcomes);
  const faults = reports.reduce((sum, report) => sum + report.faults.length, runFaults);
  return {
    passed: outcomes.filter((outcome) => outcome.kind === 'passed').length,
    failed: outcomes.filter((outcome) => outcome.kind === 'failed').length + faults,
    skipped,
  };
}

/** The line that stands alone at the end of a run. */
export function closingLine(totals: RunTotals): string {
  return `${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '      ');
}
