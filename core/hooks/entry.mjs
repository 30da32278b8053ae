// What Claude Code's hooks start, up to thousands of times a day: plain JavaScript, three small builtins and no HTTP
// library, whose loading alone takes as long as Node's own start. Whatever happens it says nothing and ends with 0.
import { readFileSync, statSync } from 'node:fs';
import { connect, isIP } from 'node:net';
import { isAbsolute, join } from 'node:path';

/** @typedef {{ reason: string, waits?: true }} Wish */

/** @type {Readonly<Record<string, Wish>>} */
const wishes = {
  'session-start': { reason: 'hook-session-start', waits: true },
  'user-prompt': { reason: 'hook-user-prompt' },
  stop: { reason: 'hook-stop' },
  'session-end': { reason: 'hook-session-end' },
};

/** A session that begins may wait this long for what other machines wrote, counted from the start of this process. */
const waitMsMax = 1_500;
/** The host answers this much earlier, so that its answer is still heard. */
const waitMarginMs = 50;
/** The others only knock; a host on this machine that does not answer by then is busy or hung. */
const knockMsMax = 300;
/** Where Node itself starts slowly, a knock must still be possible. */
const knockMsMin = 100;
/** Claude Code writes its question while we start; who ends before reading it makes Claude Code complain. */
const drainMsMax = 100;
/** A few words; more is not our file. */
const fileBytesMax = 4_096;

/**
 * @typedef {object} Door Where the host listens, and the word that opens it.
 * @property {string} address A numeric address of this machine.
 * @property {number} port
 * @property {string} token
 * @property {string | null} fingerprint Of its certificate (SHA-256, with colons); null without TLS.
 */

/**
 * `words` is what stands behind `hook`: the event, and `--home DIR` where it is not the usual one. Ends the process.
 * @param {readonly string[]} words
 * @param {NodeJS.ProcessEnv} env
 * @returns {void}
 */
export function runHook(words, env) {
  process.on('uncaughtException', leave);
  const wish = wishes[words[0] ?? ''];
  const limitMs = wish?.waits ? Math.max(waitMsMax - performance.now(), knockMsMin) : knockMsMax;
  setTimeout(leave, limitMs);
  let isDone = false;
  const drained = drain(() => {
    if (isDone) leave();
  });
  const done = () => {
    if (isDone) return;
    isDone = true;
    if (drained()) leave();
    else setTimeout(leave, drainMsMax);
  };
  if (wish === undefined) return done();
  const answered = knock(words, env, wish, limitMs);
  // oxlint-disable-next-line promise/no-callback-in-promise -- either way it is over
  answered.then(done, done);
}

/** @returns {never} */
function leave() {
  process.exit(0);
}

/**
 * Reads what is written to us and forgets it. Gives a function that says whether all of it was read.
 * @param {() => void} onEnd
 * @returns {() => boolean}
 */
function drain(onEnd) {
  // A person at a terminal writes nothing.
  if (process.stdin.isTTY) return () => true;
  let isOver = false;
  const end = () => {
    isOver = true;
    onEnd();
  };
  process.stdin.on('end', end).on('error', end).resume();
  return () => isOver;
}

/**
 * Resolves when the host answered, in whatever words; rejects when it cannot be reached.
 * @param {readonly string[]} words
 * @param {NodeJS.ProcessEnv} env
 * @param {Wish} wish
 * @param {number} limitMs
 * @returns {Promise<void>}
 */
async function knock(words, env, wish, limitMs) {
  const door = await doorOf(await homeOf(words, env));
  if (door === null) return;
  const waitMs = Math.floor(Math.max(limitMs - waitMarginMs, 0));
  const body = JSON.stringify(wish.waits ? { reason: wish.reason, waitMs } : { reason: wish.reason });
  const host = (door.address.includes(':') ? '[' + door.address + ']' : door.address) + ':' + door.port;
  const lines = [
    'POST /api/wake HTTP/1.1',
    'Host: ' + host,
    'Authorization: Bearer ' + door.token,
    'Content-Type: application/json',
    'Content-Length: ' + body.length,
    'Connection: close',
  ];
  const request = lines.join('\r\n') + '\r\n\r\n' + body;
  const socket = door.fingerprint === null ? connect(door.port, door.address) : await secured(door, door.fingerprint);
  return new Promise((resolve, reject) => {
    socket.on('error', reject).on('close', () => resolve());
    socket.once('data', () => resolve());
    socket.write(request);
  });
}

/**
 * A connection to the very host that wrote the file: its certificate is its own, so the fingerprint must be right
 * before the token is said.
 * @param {Door} door
 * @param {string} fingerprint
 * @returns {Promise<import('node:net').Socket>}
 */
async function secured({ address, port }, fingerprint) {
  const tls = await import('node:tls');
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: address, port, rejectUnauthorized: false }, () => {
      if (socket.getPeerCertificate().fingerprint256 === fingerprint) return resolve(socket);
      socket.destroy();
      reject(new Error('another host'));
    });
    socket.on('error', reject);
  });
}

/**
 * @param {readonly string[]} words
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>}
 */
async function homeOf(words, env) {
  const at = words.indexOf('--home');
  const named = at >= 0 ? words[at + 1] : words.find((word) => word.startsWith('--home='))?.slice('--home='.length);
  if (named || env['MEMBRIDGE_HOME']) return named || env['MEMBRIDGE_HOME'] || '';
  return join(env['HOME'] || env['USERPROFILE'] || (await import('node:os')).homedir(), '.membridge');
}

/**
 * Null when nobody is there to be asked.
 * @param {string} home
 * @returns {Promise<Door | null>}
 */
async function doorOf(home) {
  const { address, port, tokenFile, tls, fingerprint } = JSON.parse(small(join(home, 'host.json')));
  if (!Number.isInteger(port) || port < 1 || port > 65_535 || typeof tokenFile !== 'string') return null;
  const token = small(isAbsolute(tokenFile) ? tokenFile : join(home, tokenFile)).trim();
  // Whatever else stands there must not become a line of our request.
  if (!/^[\x21-\x7e]{1,200}$/.test(token)) return null;
  const ours = await addressHere(address);
  if (ours === null || (tls === true && typeof fingerprint !== 'string')) return null;
  return { address: ours, port, token, fingerprint: tls === true ? fingerprint : null };
}

/**
 * The address to knock at: of this machine only, and never a name, which would be looked up in a network.
 * @param {unknown} address
 * @returns {Promise<string | null>}
 */
async function addressHere(address) {
  if (address === 'localhost' || address === '0.0.0.0' || address === '127.0.0.1') return '127.0.0.1';
  if (address === '::' || address === '::1') return '::1';
  if (typeof address !== 'string' || isIP(address) === 0) return null;
  const { networkInterfaces } = await import('node:os');
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return address.startsWith('127.') || all.some((each) => each.address === address) ? address : null;
}

/**
 * The text of a small regular file; another kind of file might never end.
 * @param {string} path
 * @returns {string}
 */
function small(path) {
  const facts = statSync(path);
  if (!facts.isFile() || facts.size > fileBytesMax) throw new Error('not our file');
  return readFileSync(path, 'utf8');
}
