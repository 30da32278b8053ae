import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import type { EventName, Logger } from '../ports/logger.ts';
import { logValue } from './log-value.ts';

/** One log file, and how many of them: weeks of ordinary work in 10 MB, which a small board can spare. */
const fileBytesMax = 2 * 1024 * 1024;
const filesKept = 5;

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
      append(path, line(clock, level, event, data), limits);
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

function append(path: string, text: string, limits: LogLimits): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const bytes = Buffer.from(text);
  const have = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (have > 0 && have + bytes.length > limits.fileBytesMax) rotate(path, limits.filesKept);
  const file = openSync(path, 'a', 0o600);
  try {
    // One write of one line: two processes that append do not mix their lines.
    writeSync(file, bytes);
  } finally {
    closeSync(file);
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
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
