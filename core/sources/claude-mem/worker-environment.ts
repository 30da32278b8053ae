import type { Surroundings } from './surroundings.ts';

/** What any program needs to run for this person: where things are, language, network. */
const common = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'DO_NOT_TRACK',
  'DBUS_SESSION_BUS_ADDRESS',
];
const windows = [
  'Path',
  'SystemRoot',
  'windir',
  'ComSpec',
  'PATHEXT',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'ProgramData',
  'ProgramFiles',
  'ProgramFiles(x86)',
  'USERNAME',
];
/** How claude-mem's worker reaches a model; the same names that claude-mem itself hands down (13.25.3). */
const models = [
  'AWS_REGION',
  'AWS_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'GOOGLE_APPLICATION_CREDENTIALS',
];
const names = new Set([...common, ...windows, ...models]);
const prefixes = ['CLAUDE_', 'ANTHROPIC_', 'LC_', 'XDG_', 'BUN'];

/**
 * The environment for claude-mem's worker: what it needs of ours, nothing else (no settings or secrets of Membridge, no
 * npm or Node options). `more` wins.
 */
export function workerEnvironment(
  { env }: Pick<Surroundings, 'env'>,
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = Object.entries(env).filter(
    ([name]) => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix)),
  );
  const defined = kept.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(defined), ...more };
}
