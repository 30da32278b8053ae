import type { BoardFacts } from './facts.ts';
import { type BoardKey, counterparts, type ManagedKey, managedKeyNames } from './knobs.ts';
import { winnerOf } from './sysctl.ts';
import type { ZramTarget } from './targets.ts';
import type { ZramPlan } from './zram-plan.ts';

export const zramKnobs = ['zram.size', 'zram.limit', 'zram.algorithm', 'zram.priority'] as const;
export type ZramKnob = (typeof zramKnobs)[number];
/** What a row is about; why it is set so is a sentence per knob (core/text/tune-words.ts). */
export type Knob = ManagedKey | ZramKnob;

/** One line of the table now -> new -> why. */
export interface Row {
  readonly key: Knob;
  /** Bytes for sizes; null: not set, or there is no such device. */
  readonly now: number | string | null;
  readonly new: number | string;
  /** `at-boot`: changed, from the next boot on. `refused`: somebody else has the last word; a finding says who. */
  readonly state: 'change' | 'at-boot' | 'same' | 'refused';
  /** The file that sets it now. */
  readonly setBy: string | null;
}

const mib = 2 ** 20;

export function zramRows(facts: BoardFacts, target: ZramTarget | null, plan: ZramPlan | null): Row[] {
  if (target === null) return [];
  const device = facts.zram.find(({ use }) => use === 'swap');
  const rows: readonly (readonly [ZramKnob, Row['now'], Row['new']])[] = [
    ['zram.size', device?.sizeBytes ?? null, target.sizeMib * mib],
    ['zram.limit', device?.limitBytes ?? null, target.limitMib * mib],
    ['zram.algorithm', device?.algorithm ?? null, target.algorithm],
    ['zram.priority', device?.priority ?? null, target.priority],
  ];
  return rows.map(([key, now, wanted]) => ({
    key,
    now,
    new: wanted,
    state: zramState(now, wanted, plan),
    setBy: null,
  }));
}

/** The kernel rounds sizes to pages and Armbian's are whole percents: this near is the same. */
const sizeSlack = 0.02;

function zramState(now: Row['now'], wanted: Row['new'], plan: ZramPlan | null): Row['state'] {
  const isNear = typeof now === 'number' && typeof wanted === 'number' && Math.abs(now - wanted) <= wanted * sizeSlack;
  if (now === wanted || isNear) return 'same';
  if (plan?.kind !== 'steps') return 'refused';
  return plan.isOnlyAtBoot || plan.steps.length === 0 ? 'at-boot' : 'change';
}

export function keyRows(
  facts: BoardFacts,
  targets: Readonly<Partial<Record<ManagedKey, number>>>,
  refused: ReadonlySet<ManagedKey>,
): Row[] {
  return managedKeyNames.flatMap((key): Row[] => {
    const wanted = targets[key];
    const fact = facts.keys.find((each) => each.key === key);
    if (wanted === undefined || fact === undefined) return [];
    const state = fact.value === wanted ? 'same' : refused.has(key) ? 'refused' : 'change';
    const setBy = winnerOf(fact)?.path ?? (fact.sysctlConf === null ? null : '/etc/sysctl.conf');
    return [{ key, now: shown(facts, key, fact.value), new: wanted, state, setBy }];
  });
}

/** Bytes of 0 mean that the share of memory counts. */
function shown(facts: BoardFacts, key: BoardKey, value: number | null): Row['now'] {
  const other = counterparts[key];
  if (value !== 0 || other === undefined) return value;
  const share = facts.keys.find((fact) => fact.key === other)?.value ?? null;
  return share === null ? value : `${share} %`;
}
