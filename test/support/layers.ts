/** What the files of one part of the tree may import, besides each other. */
interface Layer {
  /** The parts it sees; 'all' for composition roots, build scripts and tests. */
  readonly sees: readonly LayerName[] | 'all';
  /** npm packages (all their entries), `node:` for every builtin, `!a b` for everything but a and b. */
  readonly packages: readonly string[] | 'all';
  readonly mayReadClock?: true;
}

export type LayerName = (typeof layerNames)[number];

/** In the order of the folders they stand for; the first whose pattern fits a path is its layer. */
const layerNames = [
  'model',
  'ports',
  'engine',
  'sources',
  'remotes',
  'platform',
  'tuning',
  'text',
  'compose',
  'host api',
  'host',
  'entry',
  'demo',
  'cli',
  'electron compose',
  'electron',
  'renderer',
  'resources',
  'build',
  'test',
] as const;

const patterns: Record<LayerName, RegExp> = {
  model: /^core\/model\//,
  ports: /^core\/ports\//,
  engine: /^core\/engine\//,
  sources: /^core\/sources\//,
  remotes: /^core\/remotes\//,
  platform: /^core\/platform\//,
  tuning: /^core\/tuning\//,
  text: /^core\/text\//,
  compose: /^core\/host\/compose(\/|[-.])/,
  /** What goes over the wire: a browser reads it too. */
  'host api':
    /^core\/host\/api\/(contract|contract-app|contract-board|contract-boards|contract-panel|contract-setup|client|event-reader|state-sentence|state-manner|short-time|moved-lines)\.ts$/,
  host: /^core\/host\//,
  entry: /^core\/(cli\/(main\.ts|[^/]+\.mjs)$|hooks\/)/,
  demo: /^core\/demo\//,
  cli: /^core\/cli\//,
  'electron compose': /^electron\/(main|compose)/,
  electron: /^electron\//,
  renderer: /^renderer\//,
  resources: /^resources\//,
  build: /^build\//,
  test: /^test\//,
};

/** The shell's packages belong to the shell: core runs in plain Node on a board without a screen. */
const headless = ['!electron electron-store electron-builder playwright'];

/** The engine computes with these; whatever reaches outside the process is a port. */
const computation = ['zod', 'node:crypto', 'node:zlib', 'node:util', 'node:stream'];

/** Imports point one way: model <- ports <- engine <- host <- cli and electron; only compose builds adapters. */
export const layers: Record<LayerName, Layer> = {
  /** Of Node one file its hashes; the linter holds off the others. */
  model: { sees: [], packages: ['zod', 'node:crypto'] },
  ports: { sees: ['model'], packages: [] },
  engine: { sees: ['model', 'ports'], packages: computation },
  sources: { sees: ['model', 'ports'], packages: headless },
  remotes: { sees: ['model', 'ports'], packages: headless },
  platform: { sees: ['model', 'ports'], packages: headless, mayReadClock: true },
  tuning: { sees: ['model', 'ports'], packages: headless },
  text: { sees: ['model'], packages: [] },
  compose: { sees: 'all', packages: headless, mayReadClock: true },
  'host api': { sees: ['model'], packages: ['zod'] },
  host: { sees: ['model', 'ports', 'engine', 'text', 'compose', 'host api'], packages: headless },
  entry: { sees: 'all', packages: headless, mayReadClock: true },
  demo: { sees: ['model', 'ports', 'engine', 'host', 'host api', 'compose', 'text', 'cli'], packages: headless },
  cli: { sees: ['model', 'ports', 'engine', 'host', 'host api', 'compose', 'text', 'demo'], packages: headless },
  'electron compose': { sees: 'all', packages: 'all', mayReadClock: true },
  /** Decides what is shown; whatever it needs of the machine, main and compose hand to it. */
  electron: { sees: ['model', 'ports', 'host api', 'text', 'resources'], packages: 'all' },
  renderer: {
    sees: ['model', 'host api', 'resources'],
    packages: ['!node: electron electron-store'],
    mayReadClock: true,
  },
  resources: { sees: [], packages: [] },
  build: { sees: 'all', packages: 'all', mayReadClock: true },
  test: { sees: 'all', packages: 'all', mayReadClock: true },
};

/** The part of the tree that `path` (from the root, forward slashes) belongs to, or undefined outside the layout. */
export function layerOf(path: string): LayerName | undefined {
  return layerNames.find((name) => patterns[name].test(path));
}
