import type { TuneHelperErrors, TuneHelperWords } from './tune-helper-words.ts';

export const tuneHelperEn: TuneHelperWords = {
  what: [
    "Membridge itself keeps running without root's rights. When it asks for a change of this board's settings, systemd",
    'starts a small program as root, for one request at a time: facts, plan, apply, confirm or revert. Nothing but names',
    'of profiles, the hash of a plan and yes or no goes in; the program looks at the machine itself, plans anew, and',
    'refuses another plan than the one that was shown. Only root and the group membridge-tune can ask.',
  ],
  inPlace: (node, folder) => `Root runs ${node} and ${folder} where they are: nobody but root can change them.`,
  copies: (from, to, size) =>
    `Root runs a copy that nobody else can change (${size}): ${from} -> ${to}. Repeat this after an update.`,
  copiesNode: (from) => `Node is copied with it, because others than root can change ${from}.`,
  groupNew: (group) => `The group ${group} would be made.`,
  groupThere: (group, members) => `The group ${group} is there already (${members}).`,
  nobodyIn: 'nobody in it',
  adds: (account) => `${account} would come into the group: all programs of that account can then ask.`,
  addsNobody: (account) =>
    `Nobody would come into the group: only root can ask. To allow an account: \`--allow ${account || 'ACCOUNT'}\`.`,
  olderGoes: (folder) => `${folder}, an older copy, would go.`,
  olderStays: (folder) => `${folder}, an older copy, could not be removed; nothing uses it. Remove it as root.`,
  question: 'Set up the root helper?',
  act: 'to set up a helper that runs as root',
  installed: (socket) => `The root helper listens at ${socket}.`,
  installedAlready: (socket) => `The root helper is set up already, and listens at ${socket}.`,
  signInAnew: (accounts) =>
    `${accounts}: this counts from the next sign-in. A service of the account that runs already needs a restart of the machine, or of its user@UID.service.`,
  undo: '`tune remove-helper` takes all of it back.',
  wouldRemove: (path) => `This would be removed: ${path}`,
  wouldRemoveGroup: (group, members) => `The group ${group} would be removed (${members}).`,
  removeQuestion: 'Remove the root helper?',
  removeAct: 'to remove the root helper',
  removed: 'The root helper is gone.',
  nothing: 'There is no root helper here.',
  settingsStay: (command) => `Settings that were applied stay. To take them back: \`${command}\`.`,
  used: 'Done by the root helper.',
  forbidden:
    'There is a root helper, but this account is not in the group membridge-tune, or signed in before it came into it.',
  seesOtherwise:
    'Root sees this machine otherwise than this account can, so the plan above is not the one it would carry out.',
  leaves: (command) => `The root helper for settings of this board stays. To remove it: \`${command}\`.`,
  leavesSettings: (command) => `Settings of this board that were applied stay. To take them back: \`${command}\`.`,
};

const untrusted: Readonly<Record<'owner' | 'writable', string>> = {
  owner: 'does not belong to root',
  writable: 'can be changed by others than root',
};

export const tuneHelperErrorsEn: TuneHelperErrors = {
  'tune-helper-refused': ({ reason }) =>
    reason === 'peer'
      ? {
          message: 'The root helper serves only root and the group membridge-tune, and this account is not in it.',
          hint: 'Add it with `sudo membridge tune install-helper --allow ACCOUNT`, then sign in anew or restart the machine.',
        }
      : {
          message: 'The root helper did not understand the request, and nothing was changed.',
          hint: 'It is of another version: run `sudo membridge tune install-helper` again.',
        },
  'tune-helper-silent': ({ socket, reason }) => ({
    message: `The root helper behind ${socket} gave no answer (${reason}).`,
    hint: 'See `membridge tune status` for what stands, and `journalctl -u "membridge-tune@*"` for what it said.',
  }),
  'tune-helper-not-built': ({ folder }) => ({
    message: `${folder} is a checkout: the root helper is made from a built release only. Nothing was changed.`,
    hint: 'Run `npm run build` there, then this command with `dist/membridge.mjs`.',
  }),
  'tune-helper-untrusted': ({ path, why }) => ({
    message: `${path} ${untrusted[why] ?? why}, so what root runs could be exchanged. Nothing was changed.`,
    hint: `Give it to root (\`chown root:root ${path}; chmod go-w ${path}\`), then repeat the command.`,
  }),
  'tune-helper-foreign': ({ path }) => ({
    message: `${path} is not from Membridge. Nothing was changed.`,
    hint: 'Look what it is for, and move it away if nobody needs it; then repeat the command.',
  }),
  'tune-helper-account': ({ name }) => ({
    message: `This machine has no account "${name}". Nothing was changed.`,
    hint: 'Name one with --allow as `getent passwd` lists it.',
  }),
};
