// Plain old JavaScript on purpose: this file must parse on every Node since 12, or the sentence is never said.

/** The only versions whose SQLite binding, zstd and type stripping all work; better-sqlite3 13 crashes on Node 20. */
const NODE_22_MINOR_MIN = 22;
const NODE_MAJOR_MIN = 24;

/** better-sqlite3's Linux binaries are linked against this C library (Debian 12, Ubuntu 22.04 and newer). */
const GLIBC_MINOR_MIN = 34;

const ARCHITECTURES_32_BIT = ['arm', 'ia32', 'mips', 'mipsel', 'ppc', 's390', 'x32'];

/**
 * What the launcher needs to know about the machine.
 * @typedef {object} Machine
 * @property {string} version Node's version without the leading v, for example "24.21.0".
 * @property {string} arch `process.arch`.
 * @property {string} [glibc] The C library's version, for example "2.36"; absent on musl, macOS and Windows.
 */

/**
 * Says whether this Node on this machine can run Membridge. Pure and total: any string is a valid version.
 * `pinned` marks a machine that a newer Node would help; the others no Node can help.
 * @param {Machine} machine
 * @returns {{kind: 'ok'} | {kind: 'old-node' | 'unsupported', fact: string, next: string}}
 */
export function judgeMachine(machine) {
  if (ARCHITECTURES_32_BIT.indexOf(machine.arch) >= 0) {
    return {
      kind: 'unsupported',
      fact: 'Membridge needs a 64-bit system and this one is 32-bit (' + machine.arch + ')',
      next: 'install the 64-bit edition of the operating system and of Node',
    };
  }
  if (machine.glibc !== undefined && !isGlibcEnough(machine.glibc)) {
    return {
      kind: 'unsupported',
      fact:
        'Membridge needs the C library glibc 2.' + GLIBC_MINOR_MIN + ' or newer and this system has ' + machine.glibc,
      next: 'update the operating system (Debian 12, Ubuntu 22.04 or newer)',
    };
  }
  if (!isNodeEnough(machine.version)) {
    return {
      kind: 'old-node',
      fact:
        'Membridge needs Node 24 or newer (or 22.' +
        NODE_22_MINOR_MIN +
        ' and later of 22) and this is Node ' +
        machine.version,
      next: 'run `npm ci` in the folder of Membridge, which brings its own Node on most systems, or install Node 24',
    };
  }
  return { kind: 'ok' };
}

/**
 * @param {string} version
 * @returns {boolean}
 */
function isNodeEnough(version) {
  const parts = /^v?(\d+)\.(\d+)\./.exec(version);
  if (parts === null) return false;
  const major = Number(parts[1]);
  return major === 22 ? Number(parts[2]) >= NODE_22_MINOR_MIN : major >= NODE_MAJOR_MIN;
}

/**
 * An unreadable version counts as enough: a wrong guess here would lock out a system that works.
 * @param {string} glibc
 * @returns {boolean}
 */
function isGlibcEnough(glibc) {
  const parts = /^(\d+)\.(\d+)/.exec(glibc);
  if (parts === null) return true;
  return Number(parts[1]) > 2 || (Number(parts[1]) === 2 && Number(parts[2]) >= GLIBC_MINOR_MIN);
}

/**
 * The machine this process runs on.
 * @returns {Machine}
 */
export function thisMachine() {
  const machine = { version: process.versions.node, arch: process.arch };
  const glibc = process.platform === 'linux' ? glibcVersion() : undefined;
  return glibc === undefined ? machine : { version: machine.version, arch: machine.arch, glibc: glibc };
}

/** @returns {string | undefined} */
function glibcVersion() {
  /** @type {any} */
  const report = process.report;
  if (report === undefined) return undefined;
  // Without this a report resolves the names of open connections, which takes seconds on some networks.
  report.excludeNetwork = true;
  return report.getReport().header.glibcVersionRuntime;
}
