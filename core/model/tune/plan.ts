import type { BoardFacts } from './facts.ts';
import { hasUnknownOwner, zramMakers } from './facts.ts';
import type { Finding } from './findings.ts';
import { counterparts, type ManagedKey, managedKeyNames } from './knobs.ts';
import { ownPaths } from './own-files.ts';
import type { OverlayId, OwnerId, ProfileId } from './ids.ts';
import { keyRows, type Row, zramRows } from './plan-rows.ts';
import { sha256Hex } from '../sha256.ts';
import { fileStep, type Step } from './plan-steps.ts';
import { profileFor, profiles, profilesVersion } from './profiles.ts';
import { laterFiles } from './sysctl.ts';
import { type Targets, targetsFor, type WorkerLimits } from './targets.ts';
import { type ZramPlan, zramPlan } from './zram-plan.ts';

/** Why there is nothing to do. All but the last: nothing may be done here. */
export type PlanReason =
  | 'not-linux'
  | 'container'
  | 'overlay-root'
  | 'two-owners'
  | 'unknown-owner'
  | 'no-zram'
  | 'refused'
  | 'nothing-to-change';

/** What a person or another program may wish for; null: what suits the machine. */
export interface PlanWish {
  readonly profile: ProfileId | null;
  readonly overlays: readonly OverlayId[];
}

export interface TunePlan {
  readonly profile: ProfileId | null;
  readonly overlays: readonly OverlayId[];
  /** Who has zram, and will still have it. */
  readonly owner: OwnerId | null;
  /** Now, new, why: every knob, changed or not. */
  readonly rows: readonly Row[];
  readonly steps: readonly Step[];
  /** Null when there are steps. */
  readonly reason: PlanReason | null;
  readonly findings: readonly Finding[];
  /** Something of it takes effect at the next boot only. */
  readonly needsReboot: boolean;
  /** What a machine of this size should run beside Membridge; nothing here is written anywhere. */
  readonly advice: {
    readonly workersMax: number;
    readonly chroma: string;
    readonly workers: WorkerLimits | null;
  } | null;
  /** Of the profile, the owner and the steps with what they find and leave: equal means the same acts. */
  readonly hash: string;
}

/** The plan for a machine. Pure: the same facts and wish give the same plan, whoever computes it. */
export function tunePlan(facts: BoardFacts, wish: PlanWish): TunePlan {
  const reason = reasonAgainst(facts);
  const ramMib = Math.floor((facts.memory?.totalBytes ?? 0) / 2 ** 20);
  const owner = zramMakers(facts)[0];
  if (reason !== null || owner === undefined) return nothing(facts, wish, reason ?? 'no-zram');
  const profile = wish.profile ?? profileFor(ramMib);
  const { targets, findings } = targetsFor(facts, ramMib, { profile, overlays: wish.overlays });
  const keys = keyPlan(facts, targets);
  const zram = targets.zram === null ? null : zramPlan(facts, owner, targets.zram, ramMib);
  const steps = [...keys.steps, ...(zram?.kind === 'steps' ? zram.steps : [])];
  const rows = [...zramRows(facts, targets.zram, zram), ...keyRows(facts, targets.keys, keys.refused)];
  const { workersMax, chroma } = profiles[profile].advice;
  return sealed({
    profile,
    overlays: wish.overlays,
    owner: owner.id,
    rows,
    steps,
    reason: steps.length > 0 ? null : rows.some(({ state }) => state === 'refused') ? 'refused' : 'nothing-to-change',
    findings: [...facts.findings, ...mismatch(profile, ramMib), ...findings, ...keys.findings, ...findingsOf(zram)],
    needsReboot: rows.some(({ state }) => state === 'at-boot'),
    advice: { workersMax, chroma, workers: targets.workers },
  });
}

/** Diagnosis only: a machine that we do not understand, or that is not ours to change. */
function reasonAgainst(facts: BoardFacts): PlanReason | null {
  if (facts.memory === null) return 'not-linux';
  if (facts.container !== null) return 'container';
  if (facts.rootDisk.isOverlay) return 'overlay-root';
  if (zramMakers(facts).length > 1) return 'two-owners';
  return hasUnknownOwner(facts) ? 'unknown-owner' : null;
}

function nothing(facts: BoardFacts, wish: PlanWish, reason: PlanReason): TunePlan {
  return sealed({
    profile: wish.profile,
    overlays: wish.overlays,
    owner: null,
    rows: [],
    steps: [],
    reason,
    findings: facts.findings,
    needsReboot: false,
    advice: null,
  });
}

interface KeyPlan {
  readonly steps: readonly Step[];
  /** Keys that somebody else has the last word on, or that the kernel lacks. */
  readonly refused: ReadonlySet<ManagedKey>;
  readonly findings: readonly Finding[];
}

function keyPlan(facts: BoardFacts, { keys }: Pick<Targets, 'keys'>): KeyPlan {
  const path = ownPaths.sysctl;
  const wanted = managedKeyNames.flatMap((key): [ManagedKey, number][] => {
    const value = keys[key];
    return value === undefined ? [] : [[key, value]];
  });
  const refused = new Set<ManagedKey>();
  const findings: Finding[] = [];
  if (facts.own.some((file) => file.kind === 'foreign' && file.path === path)) {
    for (const [key] of wanted) refused.add(key);
    return { steps: [], refused, findings: [{ code: 'foreign-file', path }] };
  }
  for (const [key, value] of wanted) {
    if (valueOf(facts, key) === null) {
      refused.add(key);
      findings.push({ code: 'key-absent', key });
    }
    for (const later of laterFiles(facts.keys, key, path, value)) {
      refused.add(key);
      findings.push({ code: 'later-file', key, path: later.path, value: later.value });
    }
  }
  // Half of the pair would leave the other half to whoever has the last word.
  const pair = ['vm.dirty_bytes', 'vm.dirty_background_bytes'] as const;
  if (pair.some((key) => refused.has(key))) for (const key of pair) refused.add(key);
  const ours = wanted.filter(([key]) => !refused.has(key));
  const lines = ours.map(([key, value]) => `${key} = ${value}`);
  return {
    steps: [...(ours.length === 0 ? [] : fileStep(facts, path, lines, 'live')), ...live(facts, ours)],
    refused,
    findings,
  };
}

function live(facts: BoardFacts, wanted: readonly (readonly [ManagedKey, number])[]): Step[] {
  return wanted.flatMap(([key, after]): Step[] => {
    const before = valueOf(facts, key);
    if (before === null || before === after) return [];
    const other = counterparts[key];
    const counterpart = other === undefined ? null : { key: other, value: valueOf(facts, other) };
    return [{ kind: 'sysctl', key, before, after, counterpart, needs: 'live' }];
  });
}

function valueOf({ keys }: Pick<BoardFacts, 'keys'>, key: string): number | null {
  return keys.find((fact) => fact.key === key)?.value ?? null;
}

function mismatch(profile: ProfileId, ramMib: number): Finding[] {
  const fits = profileFor(ramMib);
  return profile === fits ? [] : [{ code: 'profile-for-others', profile, fits }];
}

function findingsOf(zram: ZramPlan | null): readonly Finding[] {
  return zram?.kind === 'refused' ? zram.findings : [];
}

/** Rows and findings are left out of the hash: they tell of memory in use, which changes by the second. */
function sealed(plan: Omit<TunePlan, 'hash'>): TunePlan {
  const { profile, overlays, owner, steps, reason } = plan;
  const acts = JSON.stringify(['membridge tune plan', profilesVersion, profile, overlays, owner, reason, steps]);
  return { ...plan, hash: sha256Hex(acts) };
}
