import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Processes } from '../ports/processes.ts';
import { holdersOf } from './open-files.ts';

const run = promisify(execFile);

/** ps answers in milliseconds and PowerShell in a second or two; one that hangs must not hang us. */
const lookMsMax = 10_000;

/** The port for this machine. Linux reads /proc; macOS and other Unixes ask ps and lsof; Windows asks PowerShell. */
export function systemProcesses(platform: NodeJS.Platform = process.platform): Processes {
  return {
    ownPid: process.pid,
    isAlive: (pid) => isAlive(pid, platform),
    startToken: (pid) => startToken(pid, platform),
    program: (pid) => (platform === 'linux' ? readlink(`/proc/${pid}/exe`).catch(() => null) : Promise.resolve(null)),
    // On Windows Node turns every signal into TerminateProcess: a kill in the middle of a write.
    askToEnd: (pid) => platform !== 'win32' && signal(pid, 'SIGTERM') === 'sent',
    holders: (paths) => holdersOf(paths, platform),
  };
}

async function isAlive(pid: number, platform: NodeJS.Platform): Promise<boolean> {
  if (!isPid(pid) || signal(pid, 0) === 'no-process') return false;
  if (platform === 'win32') return true;
  const state = platform === 'linux' ? (await procStat(pid))?.state : await ps(pid, 'stat=');
  // The state may be hidden (another user's process); the signal has said that it exists.
  return state === undefined || state === null || !/^[ZX]/.test(state);
}

async function startToken(pid: number, platform: NodeJS.Platform): Promise<string | null> {
  if (!isPid(pid)) return null;
  if (platform === 'linux') return (await procStat(pid))?.startTicks ?? null;
  return platform === 'win32' ? windowsCreationDate(pid) : ps(pid, 'lstart=');
}

async function procStat(pid: number): Promise<ProcStat | null> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return line === null ? null : parseProcStat(line);
}

export interface ProcStat {
  /** One letter: R running, S sleeping, Z zombie, X dead … */
  readonly state: string;
  /** Clock ticks between boot and the start of the process. */
  readonly startTicks: string;
}

/** Fields 3 and 22 of /proc/PID/stat (man 5 proc_pid_stat). Null for anything else. */
export function parseProcStat(line: string): ProcStat | null {
  // The second field is the program's name in brackets and may itself hold brackets and spaces: count from its end.
  const nameEnd = line.lastIndexOf(') ');
  if (nameEnd < 0) return null;
  const fields = line.slice(nameEnd + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  return state && startTicks && /^\d+$/.test(startTicks) ? { state, startTicks } : null;
}

/** One column of ps for one process; null when there is none. In the C locale: a token must not change with the language. */
async function ps(pid: number, column: 'stat=' | 'lstart='): Promise<string | null> {
  const env = { ...process.env, LC_ALL: 'C', LANG: 'C' };
  return firstLine(run('ps', ['-p', String(pid), '-o', column], { env, timeout: lookMsMax }));
}

/** The same words as claude-mem's own token for Windows. */
async function windowsCreationDate(pid: number): Promise<string | null> {
  const ask = `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CreationDate.ToString('yyyyMMddHHmmss.ffffff')`;
  const args = ['-NoProfile', '-NonInteractive', '-Command', ask];
  return firstLine(run('powershell.exe', args, { timeout: lookMsMax, windowsHide: true }));
}

async function firstLine(output: Promise<{ stdout: string }>): Promise<string | null> {
  const text = await output.then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
  return text === '' ? null : text;
}

function signal(pid: number, name: NodeJS.Signals | 0): 'sent' | 'not-allowed' | 'no-process' {
  try {
    process.kill(pid, name);
    return 'sent';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'not-allowed' : 'no-process';
  }
}

/** Zero and negative numbers name groups of processes: never look at or signal those. */
function isPid(pid: number): boolean {
  return Number.isInteger(pid) && pid > 0;
}
