import { formatFor } from './format.ts';
import type { HostErrorTexts, HostWords } from './host-words.ts';

const { count } = formatFor('en');

export const hostEn: HostWords = {
  found: (version, memories, projects, size) =>
    `Found claude-mem${version === null ? '' : ` ${version}`}: ${memories}${projects === null ? '' : ` of ${projects}`}, ${size}. Nothing in it was changed.`,
  memories: (number) => count(number, { one: 'memory', many: 'memories' }),
  projects: (number) => count(number, { one: 'project', many: 'projects' }),
  keptHere: (folder, panel) => `Its history is kept on this machine alone, in ${folder}. Panel: ${panel}`,
  keptThere: (where, panel) => `It is kept the same as in ${where}. Panel: ${panel}`,
  ssh: (line) => `From another machine: ${line}, then open the same address there.`,
  manage:
    'Ctrl-C stops. `membridge service install` starts it by itself, `membridge init` connects other machines, `npm start -- --demo` shows two of them.',
  noMemory: (path) => `There is no claude-mem here yet: as soon as ${path} appears, its history is kept.`,
  panel: (address) => `Panel: ${address}`,
  join: 'Ctrl-C stops. `membridge init` brings the memory of your other machines, `npm start -- --demo` shows two of them.',
  runs: (address, state) => `Membridge runs already: ${address} (${state})`,
  trayNotFetched:
    'The tray app needs Electron, which is not fetched yet: `npx install-electron` does it. Until then the panel opens in the browser.',
  trayFailed: 'The tray app does not start here; the panel opens in the browser instead.',
  network: (address, fingerprint) =>
    `On your network: ${address}; the certificate is our own, compare its fingerprint: ${fingerprint}`,
  stopped: 'Stopped. Nothing waits to be sent.',
  stoppedPending: (records) =>
    `Stopped. Still to be sent from here: ${records}; nothing is lost, the next start does it.`,
  hostLabel: 'Host',
  running: (since, pid) => `running since ${since} (process ${pid})`,
  nextLook: (time) => `next look at ${time}`,
  offlineSince: (date) => `no answer since ${date}`,
  deniedSince: (date) => `refused since ${date}`,
  pausedUntil: (date) => `paused until ${date}`,
  pausedUntilResumed: 'paused until you resume it',
  unseen: (label, days) => `${label} has not been seen for ${days}.`,
  days: (number) => count(number, { one: 'day', many: 'days' }),
  whys: {
    stale: 'not looked at lately',
    written: 'written a moment ago',
    starting: 'first look under way',
    battery: 'waits for mains',
    metered: 'waits for another network',
    'engine-crashed': 'its engine ended unexpectedly and is started again',
  },
  uninstall: {
    plan: 'This would be removed:',
    hooks: 'the hooks in Claude Code',
    service: 'the service and what starts it',
    login: (path) => `the start of the app when you log in (${path})`,
    secrets: (path) => `the keys and the passphrase's key in ${path}`,
    history: (path) => `history, safety copies and everything else in ${path}`,
    leavesMemory: (path) => `The memory stays as it is: ${path}`,
    leavesHistory: (path) => `History and safety copies stay in ${path}; --all removes them too.`,
    leavesRemote: (where) => `What is stored in ${where} stays.`,
    act: 'removing what Membridge installed here',
    question: 'Remove it?',
    done: 'Removed. The memory was not touched.',
    nothing: 'Nothing of Membridge is installed here.',
    hostRuns: 'The host that runs is stopped first.',
  },
};

export const hostErrorsEn: HostErrorTexts = {
  'host-running': ({ home }) => ({
    message: `A Membridge host runs already for ${home}.`,
    hint: 'See `membridge status`; one host per home is enough. `npm start` opens the one that runs.',
  }),
  'lan-off': ({ address }) => ({
    message: `The host would listen at ${address}, where other machines could reach it, and the setting lan is off.`,
    hint: 'Set it on purpose: `membridge config set lan on`; or keep to this machine: `membridge config set hostAddress 127.0.0.1`.',
  }),
};
