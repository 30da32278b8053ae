/** Claude Code's name of each event that wakes us, and ours. */
export const hookEvents = {
  SessionStart: 'session-start',
  UserPromptSubmit: 'user-prompt',
  Stop: 'stop',
  SessionEnd: 'session-end',
} as const;
export type HookEvent = keyof typeof hookEvents;
export const hookEventNames = Object.keys(hookEvents).filter((name): name is HookEvent => name in hookEvents);

/** Whole seconds after which Claude Code ends a hook; ours ends by itself long before, so that none is ever called cancelled. */
const timeoutSeconds: Readonly<Record<HookEvent, number>> = {
  SessionStart: 5,
  UserPromptSubmit: 5,
  Stop: 5,
  // All hooks of the end share 1.5 s, and a longer one raises that for all.
  SessionEnd: 5,
};

/** These only knock: Claude Code need not wait for them at all. One that begins or ends a session it must wait for. */
const inBackground: readonly HookEvent[] = ['UserPromptSubmit', 'Stop'];

/** One command in Claude Code's settings, as its reference describes it. */
export interface HookEntry {
  readonly type: 'command';
  readonly command: string;
  /** With arguments `command` is started itself, without a shell. */
  readonly args?: readonly string[];
  readonly timeout: number;
  readonly async?: true;
}

/** What the entries start. Paths are absolute. */
export interface HookProgram {
  readonly node: string;
  /** membridge.mjs. */
  readonly launcher: string;
  /** Null: the usual one, which the hook finds by itself. */
  readonly home: string | null;
  readonly platform: NodeJS.Platform;
}

/** The entry of one event. */
export function hookEntry(event: HookEvent, program: HookProgram): HookEntry {
  const words = [
    program.launcher,
    'hook',
    hookEvents[event],
    ...(program.home === null ? [] : ['--home', program.home]),
  ];
  const timing = { timeout: timeoutSeconds[event], ...(inBackground.includes(event) ? { async: true as const } : {}) };
  // On Windows the shell may be Git Bash, PowerShell or cmd, which agree on no quotes; Claude Code starts this one itself.
  if (program.platform === 'win32') return { type: 'command', command: program.node, args: words, ...timing };
  // The last words: a Node or Membridge that was removed must not put an error before every prompt.
  const command = `${[program.node, ...words].map(quoted).join(' ')} || :`;
  return { type: 'command', command, ...timing };
}

/** A word for `sh`: between single quotes nothing is special but their end. */
function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What an entry of ours, of any version, starts. */
export interface OwnHook {
  readonly node: string;
  readonly launcher: string;
  readonly event: string;
  readonly home: string | null;
}

/** Reads an entry of the settings; null for everybody else's, also when it has more in its command than ours ever had. */
export function ownHook(entry: unknown): OwnHook | null {
  if (typeof entry !== 'object' || entry === null || !('command' in entry) || typeof entry.command !== 'string')
    return null;
  const args: unknown = 'args' in entry ? entry.args : undefined;
  const words = Array.isArray(args) ? [entry.command, ...args.map(String)] : wordsOf(entry.command);
  const [node, launcher, hook, event, ...rest] = words ?? [];
  if (node === undefined || launcher === undefined || event === undefined || hook !== 'hook') return null;
  if (!/(^|[/\\])membridge\.mjs$/.test(launcher)) return null;
  const home = rest[0] === '--home' ? (rest[1] ?? null) : null;
  const end = home === null ? rest : rest.slice(2);
  const isPlain = end.length === 0 || (end.length === 2 && end[0] === '||' && (end[1] === ':' || end[1] === 'true'));
  return isPlain ? { node, launcher, event, home } : null;
}

/** Splits a command as `sh` does where it has words and quotes only; null with anything else in it. */
function wordsOf(command: string): string[] | null {
  const words: string[] = [];
  const token = /\s*((?:'[^']*'|"[^"\\$`]*"|\\.|[^\s'"\\$`;&|<>(){}*?#~!])+|\|\|)(?=\s|$)/y;
  while (token.lastIndex < command.trimEnd().length) {
    const found = token.exec(command)?.[1];
    if (found === undefined) return null;
    words.push(found.replaceAll(/'([^']*)'|"([^"]*)"|\\(.)/g, '$1$2$3'));
  }
  return words;
}

/** The two hooks of the Python membridge, each known by the event it was installed for and the script it ends with. */
const pythonScripts: Readonly<Partial<Record<string, string>>> = {
  SessionStart: 'claude-mem-hook-pull',
  Stop: 'claude-mem-hook-push',
};

/** Whether an entry of `event` runs the Python membridge's script and nothing after it. */
export function isPythonHook(event: string, entry: unknown): boolean {
  const script = pythonScripts[event];
  if (script === undefined || typeof entry !== 'object' || entry === null || !('command' in entry)) return false;
  if (typeof entry.command !== 'string') return false;
  return new RegExp(`(^|[\\s/'"])${script}["']*(\\s*\\|\\|\\s*(true|:))?["']*\\s*$`).test(entry.command);
}
