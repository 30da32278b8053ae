import type { Consent } from '../host/consent.ts';
import { fail } from '../model/errors.ts';
import type { Cli } from './cli.ts';

/** True for a yes in either language; anything else is no. */
export async function askYes(cli: Cli, question: string): Promise<boolean> {
  const answer = await cli.terminal.line(`${question} ${cli.text.words.yesNo} `);
  return /^(y|yes|т|так)$/i.test(answer.trim());
}

/** Shows a plan and waits for a yes; with --yes at once. Where nobody can answer: `confirmation-needed`, naming `act`. */
export async function confirm(cli: Cli, plan: readonly string[], question: string, act: string): Promise<boolean> {
  if (cli.yes) return true;
  requireAnswerable(cli, act);
  for (const line of plan) cli.note(line);
  return askYes(cli, question);
}

/** Throws `confirmation-needed` where a question could not be answered. */
export function requireAnswerable(cli: Cli, act: string): void {
  if (cli.yes || cli.terminal.isInteractive) return;
  throw fail('confirmation-needed', { act });
}

/** Brakes: asked about on a terminal, lifted by --yes. `quiet` in dry runs, which ask nothing. */
export function consentOf(cli: Cli, dryRun: boolean): Consent {
  return {
    yes: cli.yes,
    async ask(fault) {
      if (dryRun || !cli.terminal.isInteractive) return false;
      cli.note(cli.text.sentence(fault).message);
      return askYes(cli, cli.text.words.goOn);
    },
  };
}
