import { fail } from '../../core/model/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { seededShares } from './seeded-shares.ts';

/** What happens to one request instead of being carried out and answered. */
export type Fate =
  | 'go'
  /** Nothing is done. A write ends as `unknown`; other calls throw `remote-unreachable`. */
  | 'lose-request'
  /** It is done, but the caller does not hear of it: ends like `lose-request`. */
  | 'lose-reply'
  | 'unreachable'
  | 'denied'
  | 'full'
  | 'missing';

export interface MemoryRequest {
  /** From 1, over all calls of this remote. */
  readonly number: number;
  readonly call: 'list' | 'get' | 'head' | 'create' | 'put' | 'delete' | 'storeTime';
  /** The prefix for `list`, '' for `storeTime`. */
  readonly key: string;
}

/** Sees a request before it is carried out and says its fate, or throws. */
export type RequestHook = (request: MemoryRequest) => Fate | Promise<Fate>;

/** What the way to the store does to requests. */
export interface Weather {
  /** Every request takes this long on `clock`. */
  readonly slow?: { readonly clock: Pick<Clock, 'sleep'>; readonly eachMs: number };
  readonly denied?: 'everything' | 'writes';
  /** Shares from 0 to 1 of requests that get lost, drawn from `seed`: the same seed loses the same requests. */
  readonly loses?: { readonly seed: number; readonly requestShare?: number; readonly replyShare?: number };
}

export interface MemoryRequests {
  /** Acts, or does not, as the request's fate wants; `lost` says what the caller of a lost one hears. */
  send<T>(call: MemoryRequest['call'], key: string, act: () => T, lost: () => T): Promise<T>;
  /** `send` for a call whose loss is a fault. */
  ask<T>(call: MemoryRequest['call'], key: string, act: () => T): Promise<T>;
  hook(next: RequestHook | null): void;
  made(): number;
}

export function memoryRequests(weather: Weather, where: string): MemoryRequests {
  const drawn = drawnFates(weather);
  let hook: RequestHook | null = null;
  let made = 0;

  async function send<T>(call: MemoryRequest['call'], key: string, act: () => T, lost: () => T): Promise<T> {
    made += 1;
    const request: MemoryRequest = { number: made, call, key };
    const { slow } = weather;
    if (slow !== undefined) await slow.clock.sleep(slow.eachMs);
    const hooked = (await hook?.(request)) ?? 'go';
    const fate = hooked === 'go' ? drawn(request) : hooked;
    // Every store is somewhere else: no answer comes in the same turn.
    await new Promise((resolve) => setImmediate(resolve));
    if (fate === 'go') return act();
    if (fate === 'lose-reply') act();
    if (fate === 'lose-reply' || fate === 'lose-request') return lost();
    throw faultOf(fate, where);
  }

  const unreachable = (): never => {
    throw faultOf('unreachable', where);
  };
  return {
    send,
    ask: (call, key, act) => send(call, key, act, unreachable),
    hook(next) {
      hook = next;
    },
    made: () => made,
  };
}

export function faultOf(fate: 'unreachable' | 'denied' | 'full' | 'missing', where: string) {
  switch (fate) {
    case 'unreachable':
      return fail('remote-unreachable', { where, reason: 'no answer in time' });
    case 'denied':
      return fail('remote-denied', { where, reason: 'permission denied' });
    case 'full':
      return fail('remote-full', { where });
    case 'missing':
      return fail('remote-missing', { where });
  }
}

/** The fates that the weather itself brings. */
function drawnFates({ denied, loses }: Weather): (request: MemoryRequest) => Fate {
  const draw = seededShares(loses?.seed ?? 0);
  return ({ call }) => {
    const writes = call === 'create' || call === 'put' || call === 'delete';
    if (denied === 'everything' || (denied === 'writes' && writes)) return 'denied';
    if (loses === undefined) return 'go';
    const share = draw();
    if (share < (loses.requestShare ?? 0)) return 'lose-request';
    return share < (loses.requestShare ?? 0) + (loses.replyShare ?? 0) ? 'lose-reply' : 'go';
  };
}
