import type { TuneHelperErrors } from './tune-helper-words.ts';

const untrusted: Readonly<Record<'owner' | 'writable', string>> = {
  owner: 'does not belong to root',
  writable: 'can be changed by others than root',
};

export const tuneHelperErrorsEn: TuneHelperErrors = {
  'tune-helper-refused': ({ reason }) =>
    reason === 'peer'
      ? {
          message: 'The root helper serves only root and the group membridge-tune, and this account is not in it.',
          hint: 'Add it with `sudo membridge tune install-helper --allow ACCOUNT`, then sign in anew or restart the service.',
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
