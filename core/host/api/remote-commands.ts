/** What may be asked for from afar. Never what needs this machine's person or files: init, join, hooks, service, run, uninstall. */
const commandNames: ReadonlySet<string> = new Set([
  'sync',
  'push',
  'pull',
  'status',
  'history',
  'restore',
  'undo',
  'conflicts',
  'devices',
  'verify',
  'doctor',
  'lock',
  'project',
  'config',
]);

/** Options that would turn a command to other files, another home or a secret on this machine; the host knows its own. */
const optionsRefused = [
  '--home',
  '--source',
  '--folder',
  '--s3',
  '--bucket',
  '--passphrase-file',
  '--env-file',
  '--reconnect',
];

/** Whether a command line may be run for a caller over the API. The command's name comes first, options after it. */
export function isRemoteCommand(argv: readonly string[]): boolean {
  const [name = ''] = argv;
  if (!commandNames.has(name)) return false;
  return argv.every((word) => !word.includes('\0') && !optionsRefused.some((option) => isOption(word, option)));
}

function isOption(word: string, option: string): boolean {
  return word === option || word.startsWith(`${option}=`);
}
