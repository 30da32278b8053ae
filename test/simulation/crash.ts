/** What a killed process throws, as far as the living can tell. Never caught by the engine: it is no fault of ours. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** One run of a process: counts its calls through ports, and ends it at one of them. */
export interface Life {
  /** Calls so far. */
  readonly calls: () => number;
  /** Wraps an object of functions: each call counts, and after the end each throws. */
  watch<T extends object>(port: T, name: string): T;
}

export interface LifePlan {
  /** The call at which the process is killed; null: it lives. */
  readonly killAt: number | null;
  /** The call is done before the process dies of it. */
  readonly after: boolean;
  /** Called before every asynchronous call: what others do meanwhile. */
  readonly meanwhile: ((call: string) => Promise<void>) | null;
}

/** What the kernel does for a dead process: files are closed. */
const always: ReadonlySet<string> = new Set(['close']);
/** Calls that wait for something: others can act before them. */
const waiting: ReadonlySet<string> = new Set(['open', 'write', 'sleep', 'readiness', 'get', 'put', 'head', 'create']);

export function lifeOf({ killAt, after, meanwhile }: LifePlan): Life {
  let calls = 0;
  let isDead = false;
  const die = (): never => {
    isDead = true;
    throw new Killed();
  };
  const before = (): boolean => {
    if (isDead) throw new Killed();
    calls += 1;
    const last = calls === killAt;
    if (last && !after) die();
    return last;
  };

  function watch<T extends object>(port: T, name: string): T {
    const watched: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(port)) {
      watched[key] =
        typeof value === 'function' && !always.has(key) ? wrapped(`${name}.${key}`, key, value.bind(port)) : value;
    }
    return watched as T;
  }

  function wrapped(call: string, key: string, run: (...args: unknown[]) => unknown) {
    const isWaiting = waiting.has(key) && !call.startsWith('writing');
    return (...args: unknown[]): unknown => {
      const last = before();
      const act = () => {
        const result = run(...args.map((arg) => (key === 'write' ? watchedWork(arg) : arg)));
        if (!(result instanceof Promise)) return last ? die() : watchedResult(key, result);
        return result.then((value) => {
          if (!last && !isDead) return watchedResult(key, value);
          if (key === 'open') (value as { close(): void }).close();
          return die();
        });
      };
      return isWaiting && meanwhile !== null ? meanwhile(call).then(act) : act();
    };
  }

  /** The inside of a write transaction, and a reading that was opened, are ports too. */
  function watchedWork(work: unknown): unknown {
    return typeof work === 'function' ? (writing: object) => work(watch(writing, 'writing')) as unknown : work;
  }
  function watchedResult(key: string, value: unknown): unknown {
    return key === 'open' && typeof value === 'object' && value !== null ? watch(value, 'reading') : value;
  }

  return { calls: () => calls, watch };
}
