import type { BoardFacts } from '../model/tune/facts.ts';
import type { TunePlan } from '../model/tune/plan.ts';
import type { Row } from '../model/tune/plan-rows.ts';
import type { Step } from '../model/tune/plan-steps.ts';
import { storageFor } from '../model/tune/profiles.ts';
import type { Text } from './text.ts';
import { ownerName } from './tune-finding.ts';

/** What a plan is for, and who sets up zram. */
export function chosenLine(text: Text, { rootDisk }: BoardFacts, { profile, overlays, owner }: TunePlan): string {
  const found = storageFor(rootDisk.kind);
  const isChosen = overlays.some((overlay) => overlay !== 'worker-heavy');
  const all = [...(isChosen || found === null ? [] : [found]), ...overlays];
  const { plan: say, disks } = text.words.tune;
  const names = all.length === 0 ? disks[rootDisk.kind] : all.join(', ');
  return say.chosen(profile ?? '', names, ownerName(text, owner ?? 'unknown'));
}

/** One row in words, apart from its state. */
export interface RowWords {
  readonly name: string;
  readonly now: string;
  readonly next: string;
  readonly why: string;
}

export function rowWords(text: Text, { key, now, new: wanted }: Omit<Row, 'state'>): RowWords {
  const { knobs, why, notSet } = text.words.tune.plan;
  const name = key in knobs ? knobs[key as keyof typeof knobs] : key;
  const before = now === null || (key === 'zram.limit' && now === 0) ? notSet : valueText(text, key, now);
  return { name, now: before, next: valueText(text, key, wanted), why: why[key] };
}

const sizes: readonly string[] = ['zram.size', 'zram.limit', 'vm.dirty_bytes', 'vm.dirty_background_bytes'];

function valueText({ format }: Text, key: string, value: number | string): string {
  return typeof value === 'number' && sizes.includes(key) ? format.bytes(value) : String(value);
}

/** What one step would do. */
export function stepLine(text: Text, step: Step): string {
  const say = text.words.tune.plan;
  switch (step.kind) {
    case 'file':
      return step.before.kind === 'absent' ? say.writes(step.path) : say.rewrites(step.path);
    case 'sysctl':
      return say.sets(step.key, beforeText(text, step), valueText(text, step.key, step.after));
    case 'unit':
      return step.act === 'restart' ? say.restart(step.unit) : say.reload;
  }
}

/** Of a pair, the side that counts now. */
function beforeText(text: Text, { key, before, counterpart }: Extract<Step, { kind: 'sysctl' }>): string {
  if (before === 0 && counterpart !== null && counterpart.value !== null) return `${counterpart.value} %`;
  return valueText(text, key, before);
}

/** What a machine of this size should run beside Membridge. */
export function adviceLines({ words, format }: Text, { advice, profile }: TunePlan): string[] {
  if (advice === null || profile === null) return [];
  const say = words.tune.plan;
  const { workers } = advice;
  const size = (mib: number) => format.bytes(mib * 2 ** 20);
  return [say.advice[profile], ...(workers === null ? [] : [say.workers(size(workers.highMib), size(workers.maxMib))])];
}
