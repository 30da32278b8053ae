import { spawn } from 'node:child_process';

/** What the service manager is told about this process; only there when it started us and asked to be told. */
export interface ServiceNotifier {
  /** The service has started; `status` is shown by `systemctl status`. False when the message could not be sent. */
  ready(status: string): Promise<boolean>;
  /** Another line for `systemctl status`. */
  status(status: string): Promise<boolean>;
  /** The service is about to end by itself. */
  stopping(): Promise<boolean>;
  /**
   * A sign of life, to be called wherever the loop has just looked or long work has just moved: sent at most four times
   * per watchdog period, and only if `isAlive` says that the other threads live too. Where nothing calls it for half a
   * period (a long pause), it asks `isAlive` by itself. Does nothing where the unit has no watchdog.
   */
  watchdog(isAlive: () => boolean): void;
  /** Ends the timer of `watchdog`. */
  close(): void;
}

/** Sends assignments such as READY=1 to the service manager; false when that was not possible. */
type Send = (assignments: readonly string[]) => Promise<boolean>;

/** What tests may put in the place of systemd-notify and of time. */
interface Means {
  readonly send?: Send;
  readonly monotonicMs?: () => number;
}

/** systemd-notify takes milliseconds; one that hangs must not hang us. */
const sendMsMax = 10_000;
/** One line of `systemctl status`. */
const statusCharsMax = 200;
/** A period has room for this many signs of life: one that is lost on a busy machine is no death. */
const signsPerPeriodMax = 4;

/**
 * The service manager's notifier by the environment that systemd gave to this process, or null without one. Takes those
 * names out of `env`: no child of ours, claude-mem's worker least of all, may speak for us.
 *
 * The protocol (sd_notify(3)) is a datagram to a Unix socket, which Node cannot send, so systemd's own `systemd-notify`
 * does it: 6 ms and one short process each time, hence the unit's NotifyAccess=all and its long watchdog period. Since
 * systemd 246 it waits until the manager has read the message, so a notifier that has ended is never taken for a stranger.
 */
export function notifySystemd(env: Record<string, string | undefined>, means: Means = {}): ServiceNotifier | null {
  const socket = env['NOTIFY_SOCKET'] ?? '';
  const send = means.send ?? ((assignments) => bySystemdNotify(socket, assignments));
  const periodMs = watchdogPeriodMs(env);
  for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete env[name];
  if (socket === '') return null;
  const signs = signsOfLife(periodMs, send, means.monotonicMs ?? (() => performance.now()));
  return {
    ready: (status) => send(['READY=1', `STATUS=${oneLine(status)}`]),
    status: (status) => send([`STATUS=${oneLine(status)}`]),
    async stopping() {
      signs.close();
      return send(['STOPPING=1']);
    },
    watchdog: signs.give,
    close: signs.close,
  };
}

/** Null where the unit has no watchdog, or one that is meant for another process. */
function watchdogPeriodMs(env: Record<string, string | undefined>): number | null {
  const usec = Number(env['WATCHDOG_USEC']);
  const pid = env['WATCHDOG_PID'];
  if (!Number.isSafeInteger(usec) || usec <= 0) return null;
  return pid === undefined || Number(pid) === process.pid ? usec / 1000 : null;
}

function signsOfLife(
  periodMs: number | null,
  send: Send,
  monotonicMs: () => number,
): { give: ServiceNotifier['watchdog']; close(): void } {
  let sentAtMs = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  let closed = periodMs === null;
  const againIn = (ms: number, isAlive: () => boolean) => {
    clearTimeout(timer);
    timer = setTimeout(() => give(isAlive), ms).unref();
  };
  const give = (isAlive: () => boolean): void => {
    if (closed || periodMs === null) return;
    const nowMs = monotonicMs();
    if (nowMs - sentAtMs < periodMs / signsPerPeriodMax) return;
    // What does not live now may have been busy: it is asked again before the period is over.
    if (!isAlive()) return againIn(periodMs / signsPerPeriodMax, isAlive);
    sentAtMs = nowMs;
    void send(['WATCHDOG=1']);
    againIn(periodMs / 2, isAlive);
  };
  return {
    give,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

function bySystemdNotify(socket: string, assignments: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], NOTIFY_SOCKET: socket };
    const child = spawn('systemd-notify', [...assignments], { env, stdio: 'ignore', timeout: sendMsMax });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

function oneLine(text: string): string {
  return Array.from(text.replaceAll(/\p{Cc}+/gu, ' '))
    .slice(0, statusCharsMax)
    .join('');
}
