import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { realHomes, realHomesVariable } from './real-home.mjs';
import { toolsCacheDir } from './tools-cache.ts';

/** Marks every process of one test file, children included, so that one left behind is found. */
export const markerVariable = 'MEMBRIDGE_TEST_RUN';

/**
 * What a test may know of the person's environment. Everything else (proxies, keys, claude-mem's and our own settings)
 * stays out, or a test would pass here and fail there.
 */
const keptVariables =
  /^(PATH|LANG|LC_\w+|TERM|TZ|CI|USER|LOGNAME|SHELL|SYSTEMROOT|COMSPEC|PATHEXT|NODE_EXTRA_CA_CERTS|MEMBRIDGE_TEST_\w+|npm_config_\w+)$/i;

/** Where windows can be shown. Under another name: whoever sees no screen opens none, as in most tests it should be. */
const screenVariables = /^(DISPLAY|XAUTHORITY|WAYLAND_DISPLAY)$/;
const screenPrefix = 'MEMBRIDGE_TEST_SCREEN_';

/** The screen of the person who runs the tests, for the few that need one. */
export function screenIn(env: NodeJS.ProcessEnv): Record<string, string> {
  const named = Object.entries(env).filter(([name]) => name.startsWith(screenPrefix));
  return Object.fromEntries(named.map(([name, value]) => [name.slice(screenPrefix.length), value ?? '']));
}

/** The folders that one test file has for itself. */
export interface TestPlace {
  readonly home: string;
  readonly temporary: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Makes a home and a temporary folder under `folder` and the environment that points every known variable at them. */
export async function testPlace(folder: string, marker: string): Promise<TestPlace> {
  const home = join(folder, 'home');
  const temporary = join(folder, 'tmp');
  await mkdir(home, { recursive: true });
  await mkdir(temporary);
  const kept = Object.entries(process.env).filter(([name]) => keptVariables.test(name));
  const screen = Object.entries(process.env).filter(([name]) => screenVariables.test(name));
  const guard = pathToFileURL(join(import.meta.dirname, 'guard.mjs')).href;
  const environment = {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(screen.map(([name, value]) => [`${screenPrefix}${name}`, value])),
    HOME: home,
    USERPROFILE: home,
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    CLAUDE_MEM_DATA_DIR: join(home, '.claude-mem'),
    MEMBRIDGE_HOME: join(home, '.membridge'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
    XDG_RUNTIME_DIR: join(home, '.run'),
    TMPDIR: temporary,
    TMP: temporary,
    TEMP: temporary,
    // The AWS chain must not look for an instance's own credentials on the network.
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_OPTIONS: `--import=${guard}`,
    MEMBRIDGE_TOOLS_CACHE: toolsCacheDir(),
    [markerVariable]: marker,
    [realHomesVariable]: realHomes().join('\n'),
  };
  return { home, temporary, environment };
}
