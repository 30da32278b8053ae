// Loaded with --import into every process of a test run. Any touch of the person's real memory is an error there.
// JavaScript, so that a test may start an older Node too.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { guardedFolders } from './real-home.mjs';

const guarded = guardedFolders();

/** Every function of node:fs whose first argument is a path, and those whose second is one too. */
const onePath = [
  'access appendFile chmod chown createReadStream createWriteStream exists lchmod lchown lstat lutimes mkdir mkdtemp',
  'open openAsBlob opendir readFile readdir readlink realpath rm rmdir stat statfs truncate unlink utimes watch',
  'watchFile writeFile mkdtempDisposable',
];
const twoPaths = ['copyFile cp link rename symlink'];

for (const [lists, count] of /** @type {const} */ ([
  [onePath, 1],
  [twoPaths, 2],
])) {
  for (const name of lists.join(' ').split(' ')) {
    wrap(fs, name, count);
    wrap(fs, `${name}Sync`, count);
    wrap(fs.promises, name, count);
  }
}
guardSpawn();
syncBuiltinESMExports();

/**
 * @param {any} owner
 * @param {string} name
 * @param {number} pathCount
 */
function wrap(owner, name, pathCount) {
  if (typeof owner[name] !== 'function') return;
  owner[name] = checked(owner[name], (args) => {
    for (const path of args.slice(0, pathCount)) refuseGuarded(name, path);
  });
}

function guardSpawn() {
  /** @type {any} */
  const owner = childProcess;
  for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) {
    owner[name] = checked(owner[name], (args) => {
      for (const value of args) {
        if (value !== null && typeof value === 'object' && 'cwd' in value) refuseGuarded(`${name} with cwd`, value.cwd);
      }
    });
  }
}

/**
 * The same function with a look at its arguments first; what hangs on it (realpath.native, the form that
 * util.promisify uses) stays on it.
 * @param {any} original
 * @param {(args: any[]) => void} look
 * @returns {any}
 */
function checked(original, look) {
  /** @this {unknown} @param {any[]} args */
  function guarded(...args) {
    look(args);
    return Reflect.apply(original, this, args);
  }
  const promisified = original[promisify.custom];
  // A promisified form points at itself.
  if (promisified !== undefined && promisified !== original) {
    Object.defineProperty(guarded, promisify.custom, { value: checked(promisified, look) });
  }
  return Object.assign(guarded, original);
}

/**
 * @param {string} act
 * @param {unknown} path
 */
function refuseGuarded(act, path) {
  const text = path instanceof URL && path.protocol === 'file:' ? fileURLToPath(path) : path;
  const name = text instanceof Uint8Array ? Buffer.from(text).toString() : text;
  if (typeof name !== 'string' || name === '') return;
  const full = resolve(name);
  const folder = guarded.find((candidate) => full === candidate || full.startsWith(candidate + sep));
  if (folder !== undefined) throw new Error(`test guard: ${act} of ${full}, which is the person's real ${folder}`);
}
