import { formatFor } from './format.ts';
import type { StatusWords } from './words.ts';

const { count } = formatFor('en');

export const statusEn: StatusWords = {
  states: {
    'in-sync': 'In sync',
    pending: 'Changes are waiting',
    syncing: 'This machine is publishing right now',
    offline: 'Offline: the remote cannot be reached',
    paused: 'Paused',
    locked: 'Another machine is publishing',
    conflict: 'Both sides have changed: you decide',
    braked: 'Stopped to be safe: many rows are gone',
    error: 'Something is wrong',
    setup: 'Set up; there is no memory yet',
  },
  project: 'Project',
  device: 'This machine',
  memory: 'Memory',
  remote: 'Kept in',
  base: 'Agreed on',
  pending: 'Waiting',
  lease: 'Claim',
  devices: 'Machines',
  lastSync: 'Last sync',
  revision: (revision) => `revision ${revision}`,
  byAt: (label, date) => `${label}, ${date}`,
  never: 'never',
  absent: 'not there yet',
  away: 'cannot be reached',
  sealed: 'encrypted',
  plain: 'NOT encrypted',
  behind: (number) => `${count(number, { one: 'revision', many: 'revisions' })} behind`,
  upToDate: 'up to date',
  unread: 'its file cannot be read',
  next: {
    pending: 'run `membridge sync`',
    offline: 'plug the disk in or check the connection, then run `membridge sync`',
    locked: 'wait; `membridge lock` says how long',
    conflict: 'choose: `membridge push --force` keeps this side, `membridge pull --replace` takes the other',
    braked: 'if you deleted them on purpose: `membridge push --yes`; else look at `membridge history`',
    error: 'run `membridge doctor`',
    setup: 'start claude-mem once, or run `membridge pull`',
  },
};
