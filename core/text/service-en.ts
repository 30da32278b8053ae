import { formatFor } from './format.ts';
import type { ErrorTexts } from './sentence.ts';
import type { ServiceWords } from './service-words.ts';

const { count } = formatFor('en');

export const serviceEn: ServiceWords = {
  wouldWrite: (file) => `This file is written: ${file}`,
  wouldKeepAside: (file) => `${file} was changed by hand since it was installed: it is kept beside under another name.`,
  wouldRun: 'Then these commands run:',
  wouldRemove: (file) => `The service is ended, and this file is removed: ${file}`,
  noLimits: 'The kernel has no memory controller for it here, so the service gets no memory limits.',
  plainSandbox:
    'This system cannot make the namespaces of the full sandbox, so the service gets the part that works without.',
  installQuestion: 'Install the service?',
  installAct: 'installing the service',
  installed: (file) => `The service is installed and runs: ${file}`,
  installedAlready: (file) => `The service is installed and runs already: ${file}`,
  keptAs: (file) => `The file that was changed by hand is kept as ${file}; nothing reads it there.`,
  lingerWhy:
    'Now it runs while you are logged in. To run from the start of the machine, and after you log out, your account must “linger”: then systemd keeps your services without a login.',
  lingerQuestion: (account) =>
    `Let the services of ${account} run without a login (loginctl enable-linger ${account})?`,
  lingerOn: (account) => `The services of ${account} now run without a login.`,
  lingerLater: (account) => `To run without a login: loginctl enable-linger ${account}`,
  lingerRefused: (account) => `This system wants root for it: sudo loginctl enable-linger ${account}`,
  notInstalled: (file) => `The service is not installed: there is no ${file}.`,
  removeQuestion: 'Remove the service?',
  removeAct: 'removing the service',
  removed: (file) => `The service is ended and removed: ${file}. The memory, settings and keys stay.`,
  lingerStays: (account) =>
    `The services of ${account} still run without a login; if nothing else needs that: loginctl disable-linger ${account}`,
  file: 'File',
  state: 'State',
  activeSince: (state, since) => `${state} since ${since}`,
  notAtStart: 'It is not enabled: it does not start by itself.',
  restarts: (number) => `It was restarted ${count(number, { one: 'time', many: 'times' })}.`,
  says: 'It says',
  edited: 'The file was changed by hand since it was installed.',
  gone: (path) => `It starts ${path}, which is not there any more.`,
  again: 'Run `membridge service install` again.',
  memoryLimited: 'Memory is limited by the kernel.',
  memoryOff:
    'Memory is not limited: the kernel has no memory controller for it. On a Raspberry Pi, cgroup_enable=memory in /boot/firmware/cmdline.txt and a restart switch it on.',
  memoryMissing: 'Memory is not limited, and the kernel could do it now.',
  plainStatus: 'Only the part of the sandbox that works without namespaces is on.',
  lingerYes: 'It runs without a login.',
  lingerNo: (account) => `It runs only while you are logged in; to change that: loginctl enable-linger ${account}`,
};

type ServiceErrors = Pick<
  ErrorTexts,
  'service-unsupported' | 'service-needs-root' | 'service-account' | 'service-foreign' | 'service-failed'
>;

const noSystemd = {
  message: 'No service manager that we know runs on this system: there is no systemd.',
  hint: 'Let whatever starts programs here start `membridge run`.',
};

const unsupported: Readonly<Record<string, typeof noSystemd>> = {
  'no-systemd': noSystemd,
  'no-user-manager': {
    message: 'The service manager of this account cannot be reached: there is no session of it.',
    hint: 'Log in as this account itself (ssh or console, not su or sudo), or install for the whole system with --system.',
  },
  'no-system-scope': {
    message: 'A service of the whole system exists only with systemd.',
    hint: 'Leave --system out.',
  },
};

/** Faults of `service`. */
export const serviceErrorsEn: ServiceErrors = {
  'service-unsupported': ({ reason }) => unsupported[reason] ?? noSystemd,
  'service-needs-root': ({ command }) => ({
    message: 'A service of the whole system needs root, and nothing was changed.',
    hint: `Run \`${command}\`, which asks for the right.`,
  }),
  'service-account': ({ path }) => ({
    message: `Nobody can tell whose service it would be, from this path: ${path}.`,
    hint: 'Name a home folder of the account with --home.',
  }),
  'service-foreign': ({ path }) => ({
    message: `${path} was not written by Membridge, and nothing was changed.`,
    hint: 'Look at it, and move it away if it is not needed.',
  }),
  'service-failed': ({ command, detail }) => ({
    message: `This command failed: ${command}${detail === '' ? '' : ` (${detail.replace(/[.!?]$/, '')})`}.`,
    hint: 'See `membridge service status`, and the journal: journalctl -e -u membridge, with --user for your own service.',
  }),
};
