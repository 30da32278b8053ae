/**
 * Names every moment at which a machine may die: before and after each call of the engine to a port that changes
 * something, and inside the long ones. The same act on the same data gives the same names in the same order.
 */
import type { Machine } from '../../core/engine/machine.ts';
import type { Progress } from '../../core/ports/progress.ts';

/** Called at each point; may never return. */
export type AtPoint = (point: string) => void;

type Port = Record<string, unknown>;
type Call = (...args: unknown[]) => unknown;

/** Reads change nothing: to die in one is to die before the next write. */
const writes = {
  state:
    'setBase setLastSnapshotNumber setLeaseSight setJournal clearJournal addHistory nextRestorePointId addRestorePoint removeRestorePoint addStoredParts setNote transaction',
  remote: 'get head create put delete storeTime list',
  scratch: 'path write copy remove sweep blocks',
  restorePoints: 'prepare flush asideFolder remove sweep',
  source: 'takeImage copyTo checkImage keepLocalTables place settle',
  worker: 'interlock stop start clearStaleInterlock',
} as const;

/** The machine with `at` called around its ports' calls. */
export function withPoints(machine: Machine, at: AtPoint): Machine {
  const worker = { ...machine.source.worker, ...tracedCalls('worker', machine.source.worker, at) };
  const source = { ...machine.source, ...tracedCalls('source', machine.source, at), worker };
  return {
    ...machine,
    source,
    state: { ...machine.state, ...tracedCalls('state', machine.state, at) },
    remote: { ...machine.remote, ...tracedCalls('remote', machine.remote, at) },
    scratch: { ...machine.scratch, ...tracedCalls('scratch', machine.scratch, at) },
    restorePoints: { ...machine.restorePoints, ...tracedCalls('restorePoints', machine.restorePoints, at) },
  };
}

/** `#2` for the second time, so that every point of a run has its own name. */
export function numbered(at: AtPoint): AtPoint {
  const seen = new Map<string, number>();
  return (point) => {
    const count = (seen.get(point) ?? 0) + 1;
    seen.set(point, count);
    at(count === 1 ? point : `${point} #${count}`);
  };
}

function tracedCalls(port: keyof typeof writes, target: object, at: AtPoint): Record<string, never> {
  const calls = target as Port;
  const traced: Record<string, unknown> = {};
  for (const name of writes[port].split(' ')) {
    const call = calls[name];
    if (typeof call !== 'function') throw new Error(`${port} has no ${name}`);
    traced[name] = tracedCall(`${port}.${name}`, (...args) => Reflect.apply(call, target, args), at);
  }
  return traced as Record<string, never>;
}

function tracedCall(name: string, call: Call, at: AtPoint): Call {
  return (...args) => {
    const point = name + detail(args[0]);
    at(`before ${point}`);
    const result = call(...withProgress(point, args, at));
    return followed(result, point, at);
  };
}

/** `after` comes when the work is done: at once, with the promise, or at the end of the list. */
function followed(result: unknown, point: string, at: AtPoint): unknown {
  if (result instanceof Promise) {
    return result.then((value: unknown) => {
      at(`after ${point}`);
      return inner(value, point, at);
    });
  }
  if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result) {
    return items(result as AsyncIterable<unknown>, point, at);
  }
  at(`after ${point}`);
  return result;
}

async function* items(from: AsyncIterable<unknown>, point: string, at: AtPoint): AsyncGenerator {
  for await (const item of from) {
    at(`at ${point}`);
    yield item;
  }
  at(`after ${point}`);
}

/** What a call hands out to be called in its turn: an interlock, a file that is being written. */
function inner(value: unknown, point: string, at: AtPoint): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const traced: Record<string, unknown> = { ...value };
  for (const name of ['release', 'append', 'finish', 'abandon']) {
    const call = (value as Port)[name];
    if (typeof call === 'function')
      traced[name] = tracedCall(`${point}.${name}`, (...args) => Reflect.apply(call, value, args), at);
  }
  return traced;
}

/** Inside a copy: `at` is called each time some pages were copied. */
function withProgress(point: string, args: readonly unknown[], at: AtPoint): unknown[] {
  const place = { 'source.takeImage': 1, 'source.copyTo': 1, 'source.place': 2 }[point];
  if (place === undefined) return [...args];
  const options = (args[place] ?? {}) as { progress?: Progress };
  const progress: Progress = {
    phase: (phase, bytesTotal) => options.progress?.phase(phase, bytesTotal),
    advance(bytes) {
      at(`in ${point}`);
      options.progress?.advance(bytes);
    },
  };
  const all = [...args];
  all[place] = { ...options, progress };
  return all;
}

/** What tells one journal write, or one object, from another; nothing that is random. */
function detail(first: unknown): string {
  if (typeof first === 'string') return first.startsWith('/') ? '' : ` ${first.replaceAll(/[0-9a-f]{8,}/g, '*')}`;
  if (typeof first !== 'object' || first === null || !('act' in first)) return '';
  const { act, step } = first as { act: string; step?: string };
  return step === undefined ? ` ${act}` : ` ${act} ${step}`;
}
