/** What may be asked for from afar. Never what needs this machine's person or files: init, join, run, uninstall. */
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
  // A caller chooses no place to write to: `restore ID --copy` has one.
  '--to',
  '--bundle',
];

/**
 * Commands that reach a file of the person, word by word: what is not named here is not asked for. To install a service is
 * not among them: it would replace the very host that is asked.
 */
const exactCommands: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['hooks status', new Set<string>()],
  ['hooks install', new Set(['--dry-run', '--yes', '--switch-off-python'])],
  ['hooks uninstall', new Set(['--dry-run', '--yes'])],
  ['service status', new Set<string>()],
  ['keychain status', new Set<string>()],
  ['keychain on', new Set<string>()],
  ['keychain off', new Set<string>()],
]);

/** Whether a command line may be run for a caller over the API. The command's name comes first, options after it. */
export function isRemoteCommand(argv: readonly string[]): boolean {
  const [name = '', act = '', ...more] = argv;
  const exact = exactCommands.get(`${name} ${act}`);
  if (exact !== undefined) return areAmong(exact, more);
  if (!commandNames.has(name)) return false;
  return argv.every((word) => !word.includes('\0') && !optionsRefused.some((option) => isOption(word, option)));
}

/** Beside its own options a command may be told the form and the language of its answer. */
function areAmong(options: ReadonlySet<string>, words: readonly string[]): boolean {
  return words.every((word, index) => {
    if (options.has(word) || word === '--json') return true;
    const isLanguage = (value: string | undefined) => value === 'en' || value === 'uk';
    return word === '--lang' ? isLanguage(words[index + 1]) : words[index - 1] === '--lang' && isLanguage(word);
  });
}

function isOption(word: string, option: string): boolean {
  return word === option || word.startsWith(`${option}=`);
}
