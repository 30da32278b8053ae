import { realpathSync } from 'node:fs';
import { uptime } from 'node:os';
import type { Moment } from '../../model/tune/act.ts';
import type { TuneJournal } from '../../model/tune/transaction.ts';
import { confirmLeftMs } from '../../model/tune/verdict.ts';
import { shellWord } from '../../text/shell-word.ts';
import { boardTree } from '../../tuning/board-tree.ts';
import { journalIn } from '../../tuning/journal.ts';
import type { OwnProgram } from './board-units.ts';
import { serviceMachine } from './service-machine.ts';
import type { Tools } from './tools.ts';

/** What can be told of changes without root and without a lock. */
export interface BoardLook {
  readonly journal: TuneJournal;
  readonly moment: Moment;
}

/** This machine's own root, by whatever name. `root` is absolute and there. */
function isOwnRoot(root: string): boolean {
  return realpathSync(root) === '/';
}

/** Whether a person without this account's rights must ask for more before anything can be changed. */
export function lacksRoot(root: string, { at }: Pick<Tools, 'at'>): boolean {
  return isOwnRoot(root) && at.uid !== 0;
}

/** Node and program as a person would have to type them. */
export function ownProgram({ at }: Pick<Tools, 'at'>): OwnProgram {
  const { node, program } = serviceMachine(at);
  return { node, program };
}

/** A command of ours to paste, as root, whose path hardly ever has ours. */
export function rootCommand(tools: Pick<Tools, 'at'>, words: readonly string[]): string {
  const { node, program } = ownProgram(tools);
  return ['sudo', node, program, ...words].map(shellWord).join(' ');
}

/** Throws `tune-journal-damaged`. */
export function lookAtChanges(root: string, tools: Tools): BoardLook {
  return { journal: journalIn(boardTree(root)), moment: momentOf(root, tools)() };
}

/** How long a change still waits for a word; null: none does. Throws `tune-journal-damaged`. */
export function waitingIn(root: string, tools: Tools): number | null {
  const { journal, moment } = lookAtChanges(root, tools);
  return confirmLeftMs(journal, moment);
}

/** A boot and its uptime; for another tree, which has neither, the wall clock. */
export function momentOf(root: string, { clock }: Pick<Tools, 'clock'>): () => Moment {
  const found = boardTree(root).read('/proc/sys/kernel/random/boot_id');
  const bootId = found.kind === 'text' && found.text.trim() !== '' ? found.text.trim() : null;
  const isReal = isOwnRoot(root);
  return () => ({ at: clock.now(), bootId, uptimeMs: isReal ? Math.round(uptime() * 1000) : clock.now() });
}
