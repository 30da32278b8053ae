import { execFile } from 'node:child_process';
import type { Clock } from '../core/ports/clock.ts';

/** Runs a program; resolves with what it printed, rejects where it is not there or fails. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string>;

/** A bar shows icons for programs when somebody answers to this name (KDE's, which GNOME's extension and others took over). */
const watcherName = 'org.kde.StatusNotifierWatcher';
const bus = 'org.freedesktop.DBus';
const busPath = '/org/freedesktop/DBus';
/** Three programs ask the same; each desktop has one of them. */
const askers: readonly (readonly [string, ...string[]])[] = [
  ['busctl', '--user', 'call', bus, busPath, bus, 'NameHasOwner', 's', watcherName],
  [
    'gdbus',
    'call',
    '--session',
    '--dest',
    bus,
    '--object-path',
    busPath,
    '--method',
    `${bus}.NameHasOwner`,
    watcherName,
  ],
  ['dbus-send', '--session', '--print-reply', `--dest=${bus}`, busPath, `${bus}.NameHasOwner`, `string:${watcherName}`],
];
/** A bus that does not answer is none. */
const answerMsMax = 2_000;
/** After login a bar is there within a minute; later it comes when somebody installs an extension. */
const lookMsFirst = 5_000;
const looksSoon = 24;
const lookMsLater = 60_000;

/** Whether an icon in the bar would be seen; where nobody can say, it counts as unseen. Always on macOS and Windows. */
export async function hasTrayHost(platform: NodeJS.Platform, run: RunProgram = runProgram): Promise<boolean> {
  if (platform !== 'linux') return true;
  for (const [program, ...args] of askers) {
    const said = await run(program, args).catch(() => null);
    if (said !== null) return /\btrue\b/.test(said);
  }
  return false;
}

/** Resolves when the bar has come; never rejects. */
export async function trayHostArrives(
  platform: NodeJS.Platform,
  clock: Clock,
  signal: AbortSignal,
  run: RunProgram = runProgram,
): Promise<'here' | 'ended'> {
  for (let looks = 0; !signal.aborted; looks += 1) {
    await clock.sleep(looks < looksSoon ? lookMsFirst : lookMsLater, signal).catch(() => {});
    if (!signal.aborted && (await hasTrayHost(platform, run))) return 'here';
  }
  return 'ended';
}

function runProgram(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: answerMsMax, maxBuffer: 64 * 1024 }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
  });
}
