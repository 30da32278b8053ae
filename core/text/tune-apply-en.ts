import { formatFor } from './format.ts';
import type { TuneApplyWords, TuneErrors } from './tune-apply-words.ts';

const { duration, number } = formatFor('en');

export const tuneApplyEn: TuneApplyWords = {
  question: 'Apply this now? Without your word afterwards it is taken back by itself.',
  act: 'to change settings of this machine',
  applied: 'Applied, and read back: everything is as planned.',
  confirmWithin: (time, command) =>
    `Look whether all works, and keep it within ${time}: \`${command}\`. Without that, and after a reboot, everything is taken back by itself.`,
  confirmTree: (time, command) =>
    `Keep it within ${time}: \`${command}\`. Later, the next \`membridge tune\` command that changes this tree takes it back.`,
  deferred: 'What is swapped out does not fit into free memory now: zram is set up anew at the next boot.',
  listed: 'Not done, because no system runs from this tree:',
  wouldConfirm: (profile) => `Profile ${profile} would be kept.`,
  confirmed: (profile) => `Profile ${profile} is kept, after a reboot too. \`membridge tune revert\` takes it back.`,
  alreadyConfirmed: 'Nothing waits: what was applied is kept already.',
  nothingStands: 'There is nothing to take back: no setting of this machine comes from Membridge.',
  why: {
    asked: (profile) => `Profile ${profile} was taken back.`,
    'not-confirmed': (profile) => `Profile ${profile} was taken back: nobody confirmed it in time.`,
    crashed: (profile) => `Profile ${profile} was taken back: the program that applied it had ended halfway.`,
    rebooted: (profile) => `Profile ${profile} was taken back: the machine was restarted before it was confirmed.`,
    stale: (profile) => `Profile ${profile} was taken back: something had changed since the plan was made.`,
    failed: (profile) => `Profile ${profile} was taken back: a step of it failed.`,
  },
  drift: {
    changed: (target) => `${target} was changed by somebody else since: it is left as it is now.`,
    failed: (target) => `${target} could not be set back.`,
  },
  rebootForOld: 'zram has its old settings again after a reboot.',
  wouldRevert: (profile) => `Profile ${profile} would be taken back:`,
  wouldRestore: (target) => `  ${target}: set back to what was before`,
  isBefore: (target) => `  ${target}: is as it was before already`,
  status: {
    inForce: (profile, date) => `Profile ${profile} is in force, confirmed ${date}.`,
    waits: (profile, time) =>
      `Profile ${profile} is applied and waits for \`membridge tune confirm\`: in ${time} it is taken back.`,
    unsettled: (profile) => `Profile ${profile} is neither applied nor taken back: a program ended halfway.`,
    standings: { before: 'as before', ours: 'as applied', else: 'changed by somebody else' },
    unitStep: 'systemd unit',
    recover: (command) => `To settle it: \`${command}\`.`,
    unknownFile: (path) => `${path} is from Membridge, but no change that is known here wrote it.`,
  },
};

const stops: Readonly<Record<'stale' | 'no-way-back' | 'foreign', (target: string) => string>> = {
  stale: (target) => `${target} changed since the plan was made.`,
  'no-way-back': (target) => `What ${target} is now could not be had again afterwards.`,
  foreign: (target) => `${target} is in the way, and is not from Membridge.`,
};

/** Faults of `tune apply`, `confirm` and `revert`. */
export const tuneErrorsEn: TuneErrors = {
  'tune-needs-root': ({ command }) => ({
    message: 'Changing settings of this machine needs root, and nothing was changed.',
    hint: `Run \`${command}\`, which asks for the right; or let a root helper do it from now on: \`membridge tune install-helper\`.`,
  }),
  'tune-no-systemd': () => ({
    message: 'Settings are applied only where systemd runs: it takes them back by itself if nobody confirms them.',
    hint: 'Look at `membridge tune plan` and set by hand what you want.',
  }),
  'tune-tree-linked': ({ path }) => ({
    message: `${path} of this tree is a link, which may lead out of it. Nothing was changed.`,
    hint: 'Copy the tree with its folders as they are, or make a folder of it.',
  }),
  'tune-journal-damaged': ({ path, finding }) => ({
    message: `The journal of applied settings cannot be read${finding === 'damaged' ? '' : ` (${finding})`}: ${path}. Nothing was changed.`,
    hint: 'Move it away if it is of no use; the files that Membridge wrote begin with "# Managed by Membridge".',
  }),
  'tune-too-many': ({ have }) => ({
    message: `${number(have)} changes stand on one another.`,
    hint: 'Take them back first: `membridge tune revert`.',
  }),
  'tune-nothing-waits': () => ({
    message: 'No change of settings waits to be confirmed.',
    hint: 'See `membridge tune status`; `membridge tune apply` applies again.',
  }),
  'tune-busy': ({ folder }) => ({
    message: `Another program is changing settings of this machine (${folder}).`,
    hint: 'Wait until it has ended, then repeat the command.',
  }),
  'tune-unconfirmed': ({ leftMs }) => ({
    message: `An earlier change waits to be confirmed; in ${duration(leftMs)} it is taken back.`,
    hint: 'Decide first: `membridge tune confirm` or `membridge tune revert`.',
  }),
  'tune-stopped': ({ target, reason }) => ({
    message: `${stops[reason]?.(target) ?? target} Nothing of the plan was left in place.`,
    hint: 'Look at `membridge tune plan` again.',
  }),
  'tune-failed': ({ detail }) => ({
    message: `A step failed: ${detail}.`,
    hint: 'See `membridge tune status` for what stands now.',
  }),
};
