import { glanceAtLease } from '../engine/lock/lease.ts';
import { compose, type Composed } from '../host/compose.ts';
import type { Machine } from '../engine/machine.ts';
import {
  leaseDamage,
  releaseLease,
  replaceDamagedLease,
  showLease,
  type DamagedLease,
  type LeaseShown,
} from '../host/lease-desk.ts';
import { isFault } from '../model/errors.ts';
import { dryRunOption, flag, type Cli, type CommandSpec, type Outcome } from './cli.ts';
import { requireAnswerable, confirm } from './confirm.ts';

const minuteMs = 60_000;

export const lockCommand: CommandSpec = {
  name: 'lock',
  summary: 'show who is publishing right now',
  examples: ['membridge lock', 'membridge lock --json'],
  async run(cli) {
    const composed = await openBestForLook(cli);
    try {
      await composed.requireProject();
      const { machine, isBusy } = composed;
      const shown: LeaseShown = isBusy ? await glanceAtLease(machine) : await showLease(machine);
      return { data: dataOf(cli, shown), lines: [lineOf(cli, shown)] };
    } finally {
      composed.close();
    }
  },
};

export const lockReleaseCommand: CommandSpec = {
  name: 'lock release',
  summary: "release this machine's claim, or with --yes one of another machine that has lapsed",
  options: [dryRunOption],
  examples: ['membridge lock release', 'membridge lock release --dry-run', 'membridge lock release --yes'],
  async run(cli, _args, options) {
    const dryRun = flag(options, 'dryRun');
    const composed = await compose(cli.homePath, dryRun ? 'look' : 'change', cli.tools);
    try {
      await composed.requireProject();
      return await release(cli, composed, dryRun);
    } finally {
      composed.close();
    }
  },
};

async function release(cli: Cli, { machine }: Composed, dryRun: boolean): Promise<Outcome> {
  const { words } = cli.text;
  const say = words.lock;
  const shown = await shownOrDamaged(machine, dryRun);
  if (shown.kind === 'damaged') return releaseDamaged(cli, machine, shown, dryRun);
  const data = { ...dataOf(cli, shown), dryRun };
  if (dryRun && shown.kind !== 'held') {
    return {
      data: { ...data, released: false },
      lines: [shown.kind === 'free' ? say.nothingToRelease : say.wouldRelease],
    };
  }
  if (shown.kind === 'lapsed') {
    requireAnswerable(cli, say.releaseAct);
    if (!(await confirm(cli, [lineOf(cli, shown)], words.goOn, say.releaseAct))) {
      return { data: { ...data, released: false }, lines: [words.nothingChanged] };
    }
  }
  const released = (await releaseLease(machine, shown)) === 'released';
  return { data: { ...data, released }, lines: [released ? say.released : say.nothingToRelease] };
}

async function shownOrDamaged(machine: Machine, dryRun: boolean): Promise<LeaseShown | DamagedLease> {
  try {
    return dryRun ? await glanceAtLease(machine) : await showLease(machine);
  } catch (error) {
    const damaged = leaseDamage(error);
    if (damaged === null) throw error;
    return damaged;
  }
}

/** Nobody can tell whose it is, so a person says that nobody works under it. */
async function releaseDamaged(
  cli: Cli,
  machine: Machine,
  { finding }: DamagedLease,
  dryRun: boolean,
): Promise<Outcome> {
  const { words } = cli.text;
  const say = words.lock;
  const data = { held: null, lease: null, finding, dryRun };
  if (dryRun) return { data: { ...data, released: false }, lines: [say.damaged(finding), say.wouldRelease] };
  requireAnswerable(cli, say.releaseAct);
  if (!(await confirm(cli, [say.damaged(finding)], words.goOn, say.releaseAct))) {
    return { data: { ...data, released: false }, lines: [words.nothingChanged] };
  }
  await replaceDamagedLease(machine);
  return { data: { ...data, released: true }, lines: [say.released] };
}

/** To note a first sight the home must be ours; while another process works, a glance must do. */
async function openBestForLook(cli: Cli): Promise<Composed> {
  try {
    return await compose(cli.homePath, 'change', cli.tools);
  } catch (error) {
    if (!isFault(error, 'home-busy') && !isFault(error, 'source-busy')) throw error;
    return { ...(await compose(cli.homePath, 'look', cli.tools)), isBusy: true };
  }
}

function dataOf(cli: Cli, shown: LeaseShown): Record<string, unknown> {
  if (shown.kind === 'free') return { held: false, lease: null };
  const { holder, label, since, ttlMs, purpose, term } = shown.lease;
  const freeAt = shown.kind === 'held' ? cli.tools.clock.now() + shown.freeInMs : null;
  return {
    held: shown.kind !== 'lapsed',
    lease: { holder, label, since, expires: since + ttlMs, purpose, term, stands: shown.kind, freeAt },
  };
}

function lineOf(cli: Cli, shown: LeaseShown): string {
  const { words, format } = cli.text;
  const say = words.lock;
  if (shown.kind === 'free') return say.free;
  const now = cli.tools.clock.now();
  const minutes = say.minutes(Math.max(1, Math.ceil((now - shown.lease.since) / minuteMs)));
  switch (shown.kind) {
    case 'ours':
      return say.ours(minutes);
    case 'lapsed':
      return say.lapsed(shown.lease.label);
    case 'held':
      return say.held(shown.lease.label, say.purposes[shown.lease.purpose], minutes, format.time(now + shown.freeInMs));
  }
}
