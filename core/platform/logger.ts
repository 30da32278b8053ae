import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import type { EventName, Logger } from '../ports/logger.ts';
import { codeOf } from './file-fault.ts';
import { logValue } from './log-value.ts';

/** One log file, and how many of them: weeks of ordinary work in 10 MB, which a small board can spare. */
const fileBytesMax = 2 * 1024 * 1024;
const filesKept = 5;
/** A few renames take a millisecond. */
const turningMsMax = 60_000;

export interface LogLimits {
  readonly fileBytesMax: number;
  /** The newest one included; at least 2. */
  readonly filesKept: number;
}

/**
 * Writes one JSON line per event, `{at, level, event, ...data}`, to `path` (0600); `path.1` is the file before it,
 * and so on. It never throws: what cannot be written is lost, because a full disk must not stop a sync.
 */
export function fileLogger(
  path: string,
  clock: Pick<Clock, 'now'>,
  limits: LogLimits = { fileBytesMax, filesKept },
): Logger {
  const write = (level: string, event: EventName, data: Readonly<Record<string, unknown>> = {}) => {
    try {
      append(path, line(clock, level, event, data), limits, clock);
    } catch {
      // Nowhere left to say it: the log is the place where things are said.
    }
  };
  return {
    info: (event, data) => write('info', event, data),
    warn: (event, data) => write('warn', event, data),
    error: (event, data) => write('error', event, data),
  };
}

function line(
  clock: Pick<Clock, 'now'>,
  level: string,
  event: string,
  data: Readonly<Record<string, unknown>>,
): string {
  const head = { at: new Date(clock.now()).toISOString(), level, event };
  const values = logValue(data);
  // The head last as well as first: an event's data must not be able to change when or what it was.
  return `${JSON.stringify({ ...head, ...(values as object), ...head })}\n`;
}

function append(path: string, text: string, limits: LogLimits, clock: Pick<Clock, 'now'>): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const bytes = Buffer.from(text);
  const isFull = () => {
    const have = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    return have > 0 && have + bytes.length > limits.fileBytesMax;
  };
  if (isFull()) {
    alone(`${path}.turning`, clock, () => {
      // Whoever was here before may have done it.
      if (isFull()) rotate(path, limits.filesKept);
    });
  }
  const file = openSync(path, 'a', 0o600);
  try {
    // One write of one line: two threads or processes that append do not mix their lines.
    writeSync(file, bytes);
  } finally {
    closeSync(file);
  }
}

/**
 * Does what two threads or processes must not do at once: the second would push out a file that is not full, and the
 * oldest with it. Where somebody is at it, nothing is done: a line more in the full file harms nobody.
 */
function alone(marker: string, clock: Pick<Clock, 'now'>, work: () => void): void {
  try {
    closeSync(openSync(marker, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const madeAt = statSync(marker, { throwIfNoEntry: false })?.mtimeMs;
    // Left by one that was killed: the next line turns the log.
    if (madeAt !== undefined && clock.now() - madeAt > turningMsMax) rmSync(marker, { force: true });
    return;
  }
  try {
    work();
  } finally {
    rmSync(marker, { force: true });
  }
}

/** `path.3` -> `path.4` and so on; the oldest is written over. */
function rotate(path: string, kept: number): void {
  for (let number = kept - 1; number >= 1; number -= 1) {
    renameIfThere(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`);
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
