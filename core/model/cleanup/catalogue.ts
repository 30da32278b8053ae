import type { ProcessFacts } from './process.ts';

/** The helpers that are known to be left behind, and the only ones that are ever looked for. */
export const helperIds = [
  'chroma-launcher',
  'chroma',
  'claude-mem-mcp',
  'claude-mem-worker',
  'mcp-launcher',
  'mcp-server',
] as const;
export type HelperId = (typeof helperIds)[number];

/** Meant to outlive who started it: an orphan by design. */
export function isDaemon(id: HelperId): boolean {
  return id === 'claude-mem-worker';
}

/**
 * Which helper a process is, by its program file and its command line together; null for none. The name that a process
 * gives itself is never asked.
 */
export function helperOf({ program, argv }: Pick<ProcessFacts, 'program' | 'argv'>): HelperId | null {
  if (program === null || argv === null) return null;
  const name = baseName(program);
  if (/^uvx?$/.test(name)) return startsChroma(name, argv) ? 'chroma-launcher' : null;
  if (/^python3?(\.\d+)?$/.test(name)) return baseName(scriptOf(argv) ?? '') === 'chroma-mcp' ? 'chroma' : null;
  if (/^(ba|da)?sh$/.test(name)) return isShellOfServer(argv) ? 'mcp-launcher' : null;
  return /^(bun|node)$/.test(name) ? scriptHelper(argv) : null;
}

/** Words of a command line that only a helper's has, or somebody's who works on the helper's own files. */
export function namesHelper({ argv }: Pick<ProcessFacts, 'argv'>): boolean {
  return argv?.some((word) => /(^|[/ ])(chroma-mcp|worker-service\.cjs|mcp-server\.cjs)( |$)/.test(word)) === true;
}

/** What a person knows a helper by: its program and what it runs. The other words may hold secrets and are not shown. */
export function shownCommand({ program, argv }: Pick<ProcessFacts, 'program' | 'argv'>): string {
  const name = program === null ? (argv?.[0] ?? '') : baseName(program);
  const known = argv?.slice(1).find((word) => knownWord.test(word)) ?? '';
  const title = npmTitle.exec(argv?.[0] ?? '')?.[1] ?? '';
  return [name, known || title, ...(argv?.includes('--daemon') === true ? ['--daemon'] : [])]
    .filter((word) => word !== '')
    .join(' ');
}

/** `uv tool uvx --from chroma-mcp==0.2.6 chroma-mcp --client-type persistent`, or the same with `uvx` first. */
function startsChroma(name: string, argv: readonly string[]): boolean {
  const isRun = name === 'uvx' || (argv[1] === 'tool' && /^(uvx|run)$/.test(argv[2] ?? ''));
  return isRun && argv.includes('chroma-mcp');
}

function scriptHelper(argv: readonly string[]): HelperId | null {
  if (npmTitle.test(argv[0] ?? '')) return 'mcp-launcher';
  const script = scriptOf(argv);
  if (script === null) return null;
  if (/\/claude-mem\/.*\/mcp-server\.cjs$/.test(script) || /\/thedotmack\/.*\/mcp-server\.cjs$/.test(script))
    return 'claude-mem-mcp';
  if (/\/(claude-mem|thedotmack)\/.*\/worker-service\.cjs$/.test(script))
    return argv.includes('--daemon') ? 'claude-mem-worker' : null;
  return serverScript.test(script) ? 'mcp-server' : null;
}

/** The first word after the program that is no option; nothing where an option took a word for itself. */
function scriptOf(argv: readonly string[]): string | null {
  const words = argv.slice(1).filter((word, index) => !(index === 0 && word === 'run'));
  const first = words.findIndex((word) => !word.startsWith('-'));
  return words[first] ?? null;
}

/** `sh -c playwright-mcp …`, which npm puts between itself and the server. */
function isShellOfServer(argv: readonly string[]): boolean {
  return argv[1] === '-c' && argv.length === 3 && serverCommand.test(argv[2] ?? '');
}

/** MCP servers that were seen left behind, by the names of their packages and of their commands. */
const packages = String.raw`@modelcontextprotocol/server-[a-z-]+|@playwright/mcp|@upstash/context7-mcp|chrome-devtools-mcp`;
const commands = 'mcp-server-[a-z-]+|playwright-mcp|mcp-server-playwright|context7-mcp|chrome-devtools-mcp';

const serverScript = new RegExp(`/node_modules/(?:(?:${packages})/.+|\\.bin/(?:${commands}))$`);
const serverCommand = new RegExp(`^(?:exec )?"?(?:${commands})"?(?: |$)`);
/** npm writes over its own command line what it runs. */
const npmTitle = new RegExp(`^npm exec ((?:${packages})(?:@[\\w.^~-]+)?)(?: |$)`);
const knownWord = new RegExp(
  `^chroma-mcp$|/chroma-mcp$|/(?:worker-service|mcp-server)\\.cjs$|${serverScript.source}|^(?:${commands})$`,
);

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
