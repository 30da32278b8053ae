#!/usr/bin/env node
// Plain old JavaScript, like runtime.mjs: nothing newer than Node 12 understands before the machine is judged,
// because better-sqlite3 kills an unsuitable Node with a segmentation fault instead of an error.
import { spawn } from 'child_process';
import { existsSync, realpathSync } from 'fs';
import module, { createRequire } from 'module';
import { constants } from 'os';
import { join, dirname } from 'path';
import { fileURLToPath } from 'url';
import { setFlagsFromString } from 'v8';
import { runInNewContext } from 'vm';
import { judgeMachine, thisMachine } from './runtime.mjs';

const EXIT_USAGE = 2;
const FORWARDED_SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']);

// A report of a crash, where somebody switched Node's on, must not carry keys out of the environment.
if (process.report) Object.assign(process.report, { excludeEnv: true });

// What Claude Code starts with every prompt needs no judgement: it loads nothing that could crash.
if (process.argv[2] === 'hook') wakeHost();
else launch();

/** @returns {void} */
function launch() {
  const judgement = judgeMachine(thisMachine());
  const pinned = judgement.kind === 'old-node' ? pinnedNode() : undefined;
  if (judgement.kind === 'ok') {
    useOneArena();
    staySmall();
    keepStrippedCode();
    import('./main.ts').catch(crash);
  } else if (pinned !== undefined) {
    runWith(pinned);
  } else {
    refuse(judgement);
  }
}

/**
 * A hook never fails and never speaks: Claude Code would show it to the person, or to the model.
 * @returns {void}
 */
function wakeHost() {
  const loaded = import('../hooks/entry.mjs');
  loaded.then(startHook, leave);
}

/**
 * @param {typeof import('../hooks/entry.mjs')} entry
 * @returns {void}
 */
function startHook(entry) {
  entry.runHook(process.argv.slice(3), process.env);
}

/** @returns {void} */
function leave() {
  process.exit(0);
}

/**
 * The C library gives each thread a heap of its own, and of what was freed in one of them nothing comes back: 7 MB and more
 * of a host that stays for months. It reads how many it may have once, when a program is loaded: so this process becomes
 * the same program again, which takes 40 ms; too much for a command that is over soon. Linux only, where C is like that.
 * What the host starts itself never sees the two words.
 * @returns {void}
 */
function useOneArena() {
  const { MEMBRIDGE_ARENAS: isSet, MALLOC_ARENA_MAX: arenas, ...others } = process.env;
  if (isSet !== undefined) {
    delete process.env['MEMBRIDGE_ARENAS'];
    delete process.env['MALLOC_ARENA_MAX'];
  } else if (
    process.platform === 'linux' &&
    arenas === undefined &&
    process.execve !== undefined &&
    !process.send &&
    staysLong()
  ) {
    const argv = [
      process.execPath,
      ...process.execArgv,
      '--',
      fileURLToPath(import.meta.url),
      ...process.argv.slice(2),
    ];
    process.execve(process.execPath, argv, { ...others, MEMBRIDGE_ARENAS: '1', MALLOC_ARENA_MAX: '1' });
  }
}

/** @returns {boolean} */
function staysLong() {
  return process.argv[2] === 'run' || process.argv[2] === 'start';
}

/**
 * Rows that stream through would let V8's space for young objects grow from 2 MB to 128 MB: it stays at its first size,
 * and a 1 GB board does not notice us. For engine/snapshots/used-buffers.ts its collector is exposed as `node --expose-gc`
 * does; V8 gives it only to contexts that are made afterwards. All this before anything is loaded: V8 refuses code that
 * was cached under other flags. Compiled code is kept small: 10 MB less, and no slower where disk and ciphers are the
 * work. Of the four threads for files each keeps memory of its own, and two keep up.
 * @returns {void}
 */
function staySmall() {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--optimize-for-size');
  setFlagsFromString('--expose-gc');
  process.env['UV_THREADPOOL_SIZE'] = process.env['UV_THREADPOOL_SIZE'] || '2';
  globalThis.gc = runInNewContext('gc');
}

/**
 * In a checkout Node strips the types off our sources with a tool that takes 25 MB. It keeps the stripped code, so that
 * only the first run after a change loads that tool. A bundle has no types, and where nobody may write nothing is kept.
 * @returns {void}
 */
function keepStrippedCode() {
  const here = dirname(fileURLToPath(import.meta.url));
  if (!existsSync(join(here, 'main.ts'))) return;
  module.enableCompileCache(join(here, '..', '..', 'node_modules', '.cache', 'membridge'));
}

/**
 * The Node binary that `npm ci` brought, if there is one and it is not the one that runs already.
 * @returns {string | undefined}
 */
function pinnedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = 'node-' + platform + '-' + process.arch;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(name + '/package.json'));
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (!existsSync(binary) || realpathSync(binary) === realpathSync(process.execPath)) return undefined;
    return binary;
  } catch {
    return undefined;
  }
}

/**
 * Runs this same command line with another Node and ends as that one ends.
 * @param {string} binary
 * @returns {void}
 */
function runWith(binary) {
  // Behind `--` Node takes no word for its own: it knows an option --env-file too.
  const args = ['--', fileURLToPath(import.meta.url)].concat(process.argv.slice(2));
  const child = spawn(binary, args, { stdio: 'inherit' });
  FORWARDED_SIGNALS.forEach(function (signal) {
    if (process.platform === 'win32' && signal !== 'SIGINT') return;
    process.on(signal, function () {
      // A terminal sends Ctrl-C to both processes itself; a second one would mean "stop at once" to the child.
      if ((signal === 'SIGINT' || signal === 'SIGQUIT') && process.stdin.isTTY) return;
      child.kill(signal);
    });
  });
  child.on('error', crash);
  child.on('exit', function (code, signal) {
    if (signal !== null && constants.signals[signal] !== undefined) {
      process.exit(128 + constants.signals[signal]);
    }
    process.exit(code === null ? 1 : code);
  });
}

/**
 * @param {{fact: string, next: string}} reason
 * @returns {void}
 */
function refuse(reason) {
  process.stderr.write(reason.fact + ': ' + reason.next + '.\n');
  if (process.argv.indexOf('--json') >= 0) {
    const error = { code: 'runtime-unsupported', message: reason.fact, hint: reason.next };
    process.stdout.write(JSON.stringify({ ok: false, command: null, exitCode: EXIT_USAGE, error: error }) + '\n');
  }
  process.exitCode = EXIT_USAGE;
}

/**
 * @param {unknown} error
 * @returns {void}
 */
function crash(error) {
  console.error(error);
  process.exitCode = 1;
}
