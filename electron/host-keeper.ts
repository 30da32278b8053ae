import type { HostClient } from '../core/host/api/client.ts';
import type { HostEvent, HostStatus } from '../core/host/api/contract.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { HostChild } from './host-child.ts';
import { afterDeath, noRestarts, type Restarts } from './host-restarts.ts';
import type { HostSight } from './host-sight.ts';

/** A host that runs, whoever started it. */
export interface FoundHost {
  readonly pid: number;
  readonly client: HostClient;
}

export interface HostKeeperParts {
  /** The host of this home, if one runs. Never rejects. */
  readonly find: () => Promise<FoundHost | null>;
  readonly start: () => HostChild;
  readonly clock: Clock;
  /** What is known of it is another thing now. */
  readonly changed: () => void;
  /** As the host told them; with `connected` whatever was asked before may have other answers. */
  readonly told: (event: HostEvent | { readonly kind: 'connected' }, client: HostClient) => void;
}

export interface HostKeeper {
  readonly sight: () => HostSight;
  /** The host runs without us. */
  readonly isAttached: () => boolean;
  /** Null while nobody answers. */
  readonly client: () => HostClient | null;
  /** A person wants it back. */
  readonly startAgain: () => void;
  /** Our own host ends, at once if it is idle: `workMs` for what it does, `endMs` for the end itself. Then it is ended. */
  readonly stop: (workMs: number, endMs: number) => Promise<void>;
}

/** Somebody else's host that restarts is back before this; after that a person has to say that ours should start. */
export const theirsAwayMsMax = 30_000;
/** A host that starts is there within a second; one that is gone is looked for seldom. */
const lookMsFirst = 250;
const lookMsMax = 5_000;

/** Our own host's life; `none` before its first start, and where somebody else's was met. */
type Life =
  | { readonly kind: 'none' }
  | { readonly kind: 'up'; readonly child: HostChild; readonly fromMs: number; readonly hasAnswered: boolean }
  | { readonly kind: 'restarting'; readonly since: number }
  | { readonly kind: 'due' }
  | { readonly kind: 'stopped'; readonly since: number };

type Link =
  | { readonly kind: 'open'; readonly found: FoundHost; readonly status: HostStatus }
  | { readonly kind: 'lost'; readonly since: number }
  | { readonly kind: 'none' };

interface Keeping {
  readonly parts: HostKeeperParts;
  /** Fires when nothing is kept any more. */
  readonly end: AbortController;
  life: Life;
  link: Link;
  restarts: Restarts;
  /** Cuts the pause before the next look. */
  look: AbortController;
}

/** Sees to it that this home has a host: attaches to the one that runs, else starts one, and again when it dies. */
export function keepHost(parts: HostKeeperParts): HostKeeper {
  const k: Keeping = {
    parts,
    end: new AbortController(),
    life: { kind: 'none' },
    link: { kind: 'none' },
    restarts: noRestarts,
    look: new AbortController(),
  };
  void keep(k);
  return {
    sight: () => sightIn(k),
    isAttached: () => k.link.kind === 'open' && k.life.kind === 'none',
    client: () => (k.link.kind === 'open' ? k.link.found.client : null),
    startAgain: () => {
      if (k.link.kind === 'open' || k.life.kind === 'up') return;
      k.restarts = noRestarts;
      show(k, { life: { kind: 'due' } });
      k.look.abort();
    },
    stop: (workMs, endMs) => stop(k, workMs, endMs),
  };
}

async function keep(k: Keeping): Promise<void> {
  const { parts, end } = k;
  let pauseMs = lookMsFirst;
  while (!end.signal.aborted) {
    const found = await parts.find();
    if (end.signal.aborted) return;
    k.look = new AbortController();
    if (found !== null && (await follow(k, found))) pauseMs = lookMsFirst;
    else if (found === null && wantsStart(k)) begin(k);
    await parts.clock.sleep(pauseMs, AbortSignal.any([end.signal, k.look.signal])).catch(() => {});
    pauseMs = k.look.signal.aborted ? lookMsFirst : Math.min(pauseMs * 2, lookMsMax);
    // Somebody else's that stays away is told of in other words after a while.
    if (isGone(k)) show(k, {});
  }
}

function show(k: Keeping, change: { readonly life?: Life; readonly link?: Link }): void {
  k.life = change.life ?? k.life;
  k.link = change.link ?? k.link;
  if (!k.end.signal.aborted) k.parts.changed();
}

/** Nobody's is here yet, or ours is to come back; one that somebody else ended is theirs to start. */
function wantsStart({ life, link }: Keeping): boolean {
  return life.kind === 'due' || (life.kind === 'none' && link.kind === 'none');
}

function begin(k: Keeping): void {
  const child = k.parts.start();
  const fromMs = k.parts.clock.monotonicMs();
  show(k, { life: { kind: 'up', child, fromMs, hasAnswered: false }, link: { kind: 'none' } });
  void child.ended.then(() => died(k, child, fromMs));
}

async function died(k: Keeping, child: HostChild, fromMs: number): Promise<void> {
  const { clock } = k.parts;
  if (k.end.signal.aborted || k.life.kind !== 'up' || k.life.child !== child) return;
  const after = afterDeath(k.restarts, clock.monotonicMs() - fromMs);
  const since = clock.now();
  const mine: Life = { kind: after.kind === 'stop' ? 'stopped' : 'restarting', since };
  show(k, { life: mine, link: k.link.kind === 'none' ? k.link : { kind: 'lost', since } });
  if (after.kind === 'stop') return;
  k.restarts = after.restarts;
  await clock.sleep(after.inMs, k.end.signal).catch(() => {});
  // Another host was met meanwhile, or a person was quicker.
  if (k.life !== mine) return;
  k.life = { kind: 'due' };
  k.look.abort();
}

/** Until the stream ends; false where it never began. */
async function follow(k: Keeping, found: FoundHost): Promise<boolean> {
  const { parts, end } = k;
  const connection = new AbortController();
  const signal = AbortSignal.any([end.signal, connection.signal]);
  let hasBegun = false;
  try {
    for await (const event of found.client.events({ signal, sleep: (ms, until) => parts.clock.sleep(ms, until) })) {
      if (event.kind === 'lost') break;
      if (event.kind === 'connected') {
        met(k, found, await found.client.status(signal));
        hasBegun = true;
      } else if (event.kind === 'status') show(k, { link: { kind: 'open', found, status: event.data } });
      parts.told(event, found.client);
    }
  } catch {
    // As good as away: what is wrong is told when it answers, or by its end.
  } finally {
    connection.abort();
  }
  if (k.link.kind === 'open') show(k, { link: { kind: 'lost', since: parts.clock.now() } });
  return hasBegun;
}

function met(k: Keeping, found: FoundHost, status: HostStatus): void {
  const isOurs = k.life.kind === 'up' && k.life.child.pid() === found.pid;
  const life: Life = isOurs && k.life.kind === 'up' ? { ...k.life, hasAnswered: true } : { kind: 'none' };
  show(k, { life, link: { kind: 'open', found, status } });
}

function isGone({ life, link, parts }: Keeping): boolean {
  return life.kind === 'none' && link.kind === 'lost' && parts.clock.now() - link.since >= theirsAwayMsMax;
}

function sightIn(k: Keeping): HostSight {
  const { life, link } = k;
  if (link.kind === 'open') return { kind: 'known', status: link.status };
  if (life.kind === 'restarting' || life.kind === 'stopped') return { kind: life.kind, since: life.since };
  if (link.kind === 'none' || life.kind === 'due' || (life.kind === 'up' && !life.hasAnswered))
    return { kind: 'starting' };
  return { kind: isGone(k) ? 'stopped' : 'lost', since: link.since };
}

async function stop(k: Keeping, workMs: number, endMs: number): Promise<void> {
  const { clock } = k.parts;
  if (k.life.kind === 'up') await atRest(k, workMs);
  k.end.abort();
  if (k.life.kind !== 'up') return;
  const { child } = k.life;
  child.askToEnd();
  const done = new AbortController();
  clock.sleep(endMs, done.signal).then(
    () => child.kill(),
    () => {},
  );
  await child.ended;
  done.abort();
}

/** Until nothing is under way, at most so long. */
async function atRest(k: Keeping, workMs: number): Promise<void> {
  const { clock } = k.parts;
  const untilMs = clock.monotonicMs() + workMs;
  while (k.link.kind === 'open' && k.link.status.host.busy !== null && clock.monotonicMs() < untilMs)
    await clock.sleep(lookMsFirst);
}
