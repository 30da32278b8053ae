import type { CleanupBounds } from './bounds.ts';
import { helperOf, isDaemon, shownCommand } from './catalogue.ts';
import { containerPath, isForeignService, unitOf } from './control-groups.ts';
import { type Finding, fails, holds, type RuleId, unknown } from './evidence.ts';
import { isOwner, ownersIn } from './owners.ts';
import {
  ageMs,
  ancestorsOf,
  descendantsOf,
  isLive,
  isSame,
  type ProcessFacts,
  type ProcessTable,
  ticksPerSecond,
} from './process.ts';

/** Two looks at the same machine: what is idle shows only over time. */
export interface Looks {
  readonly first: ProcessTable;
  readonly second: ProcessTable;
  readonly bounds: Pick<CleanupBounds, 'ageMinMs' | 'idleMinMs'>;
}

/** A rule looks at one process by itself; what its relatives are like is added by the judgement. */
export type OwnRuleId = Exclude<RuleId, 'orphan' | 'tree'>;

/** What must hold of a process itself: same user, known helper, no terminal, no live Claude near, no container, old, idle, alone. */
export const ownRules: Readonly<Record<OwnRuleId, (of: ProcessFacts, looks: Looks) => Finding>> = {
  user(of, { second }) {
    const mine = second.processes.get(second.selfPid)?.uids?.[0];
    if (of.uids === null || mine === undefined) return unknown('unreadable');
    return of.uids.every((uid) => uid === mine)
      ? holds('same-user', mine)
      : fails('other-user', [...new Set(of.uids)].join('/'));
  },
  self(of, { second }) {
    if (of.pid === 1) return fails('first-process');
    const self = second.processes.get(second.selfPid);
    if (self === undefined) return unknown('unreadable');
    const isOurs = of.pid === self.pid || ancestorsOf(second, self).some(({ pid }) => pid === of.pid);
    return isOurs ? fails('own-process') : holds('not-ours');
  },
  signature(of) {
    if (of.argv === null || of.program === null) return unknown('unreadable');
    return helperOf(of) === null ? fails('only-named', shownCommand(of)) : holds('known-helper', shownCommand(of));
  },
  terminal: (of) => (of.terminal === 0 ? holds('no-terminal') : fails('has-terminal')),
  owner: ownerNear,
  container: containerAround,
  service(of) {
    const unit = of.controlGroups === null ? null : unitOf(of.controlGroups);
    if (unit === null) return unknown('unreadable');
    return isForeignService(unit) ? fails('in-service', unit.name) : holds('no-service', unit.name);
  },
  age(of, { second, bounds }) {
    const age = ageMs(of, second);
    return age >= bounds.ageMinMs ? holds('old-enough', age) : fails('too-young', age, bounds.ageMinMs);
  },
  idle: idleBetween,
  connections({ files }) {
    if (files === null || files.connections === null) return unknown('unreadable');
    return files.connections === 0 ? holds('no-connection') : fails('connected', files.connections);
  },
  input: inputAlone,
  daemon(of, { second }) {
    const id = helperOf(of);
    if (id === null || !isDaemon(id)) return holds('no-daemon');
    const other = [...second.processes.values()].find((each) => isDaemonInUse(each, of));
    return other === undefined ? fails('only-daemon') : holds('second-daemon', other.pid);
  },
  database(of) {
    if (of.files === null || of.files.lockedDatabases === null) return unknown('unreadable');
    const id = helperOf(of);
    const isMeantToStay = id !== null && isDaemon(id);
    const held = of.files.lockedDatabases.find(({ isWriting }) => isWriting || isMeantToStay);
    return held === undefined ? holds('no-lock') : fails('holds-database', held.path);
  },
};

/** Another worker of the same person that has the database: this one is then nobody's. */
function isDaemonInUse(each: ProcessFacts, than: ProcessFacts): boolean {
  if (each.pid === than.pid || !isLive(each) || helperOf(each) !== helperOf(than)) return false;
  return each.uids?.[0] === than.uids?.[0] && (each.files?.lockedDatabases?.length ?? 0) > 0;
}

function ownerNear(of: ProcessFacts, { second }: Looks): Finding {
  const above = ancestorsOf(second, of).find(isOwner);
  if (above !== undefined) return fails('owner-above', above.pid, above.label);
  const owners = ownersIn(second);
  const beside = owners.find(({ sessionId }) => sessionId === of.sessionId);
  if (beside !== undefined) return fails('owner-in-session', beside.pid, beside.label);
  const unit = of.controlGroups === null ? null : unitOf(of.controlGroups);
  if (unit === null) return unknown('unreadable');
  for (const owner of owners) {
    const theirs = owner.controlGroups === null ? null : unitOf(owner.controlGroups);
    // Where it could be anywhere, it is here.
    if (theirs === null || theirs.path === unit.path) return fails('owner-in-unit', owner.pid, owner.label, unit.path);
  }
  return holds('no-owner');
}

function containerAround(of: ProcessFacts, { second }: Looks): Finding {
  const self = second.processes.get(second.selfPid);
  if (of.controlGroups === null || of.pidNamespace === null || of.mountNamespace === null) return unknown('unreadable');
  if (self === undefined || self.pidNamespace === null || self.mountNamespace === null) return unknown('unreadable');
  const path = containerPath(of.controlGroups);
  if (path !== null) return fails('in-container', path);
  const isHere = of.pidNamespace === self.pidNamespace && of.mountNamespace === self.mountNamespace;
  return isHere ? holds('no-container') : fails('other-namespace');
}

function idleBetween(of: ProcessFacts, { first, second, bounds }: Looks): Finding {
  const overMs = second.uptimeMs - first.uptimeMs;
  if (overMs < bounds.idleMinMs) return unknown('looks-too-close', overMs, bounds.idleMinMs);
  const before = first.processes.get(of.pid);
  if (before === undefined || !isSame(before, of)) return unknown('seen-once');
  const cpuMs = ((of.cpuTicks - before.cpuTicks) * 1_000) / ticksPerSecond;
  if (cpuMs !== 0) return fails('busy', cpuMs, overMs);
  // Whoever is stopped or waits for a disk has work in hand.
  const waiting = /^[SI]$/;
  const restless = [of, before].find(({ state }) => !waiting.test(state));
  return restless === undefined ? holds('idle', overMs) : fails('not-waiting', restless.state);
}

function inputAlone(of: ProcessFacts, { second }: Looks): Finding {
  const input = of.files?.input;
  if (input === undefined) return unknown('unreadable');
  switch (input.kind) {
    case 'closed':
    case 'null-device':
      return holds('input-closed');
    case 'unknown':
      return unknown('input-unknown', input.what);
    case 'peers': {
      const family = new Set(familyOf(second, of).map(({ pid }) => pid));
      const other = input.pids.find((pid) => !family.has(pid));
      if (other === undefined) return holds('input-alone');
      return fails('input-held', other, second.processes.get(other)?.label ?? '');
    }
  }
}

/** The topmost helper above a helper, in an unbroken line: what was started first. */
export function rootOf(table: ProcessTable, of: ProcessFacts): ProcessFacts {
  let root = of;
  for (const above of ancestorsOf(table, of)) {
    if (helperOf(above) === null || above.pid === 1) break;
    root = above;
  }
  return root;
}

/** A helper's root and everything below that. */
export function familyOf(table: ProcessTable, of: ProcessFacts): ProcessFacts[] {
  const root = rootOf(table, of);
  return [root, ...descendantsOf(table, root)];
}
