import type { BoardFacts } from '../model/tune/facts.ts';
import { storageFor } from '../model/tune/profiles.ts';
import type { TunePlan } from '../model/tune/plan.ts';
import type { Row } from '../model/tune/plan-rows.ts';
import type { Step } from '../model/tune/plan-steps.ts';
import type { Text } from '../text/text.ts';
import { tableLines } from './table.ts';
import { findingLines, ownerName } from './tune-finding.ts';

/** A plan for people: what it is for, now -> new -> why, what applying it would do, what was noticed. */
export function planLines(text: Text, facts: BoardFacts, plan: TunePlan): string[] {
  const say = text.words.tune.plan;
  const { columns } = say;
  const rows = plan.rows.map((row) => rowCells(text, row));
  const head = [columns.setting, columns.now, columns.next, columns.why];
  const steps = plan.steps.map((step, index) => `  ${index + 1}. ${stepLine(text, step)}`);
  const reason = plan.reason === null ? null : say.reasons[plan.reason];
  return [
    ...(plan.owner === null ? [] : [chosenLine(text, facts, plan)]),
    ...(rows.length === 0 ? [] : ['', ...tableLines([head, ...rows], '  '), '']),
    ...(reason === null ? [say.steps, ...steps, '', plan.needsReboot ? say.reboot : say.atOnce] : [reason]),
    ...adviceLines(text, plan),
    ...findingLines(text, plan.findings),
  ];
}

function chosenLine(text: Text, { rootDisk }: BoardFacts, { profile, overlays, owner }: TunePlan): string {
  const found = storageFor(rootDisk.kind);
  const isChosen = overlays.some((overlay) => overlay !== 'worker-heavy');
  const all = [...(isChosen || found === null ? [] : [found]), ...overlays];
  const { plan: say, disks } = text.words.tune;
  const names = all.length === 0 ? disks[rootDisk.kind] : all.join(', ');
  return say.chosen(profile ?? '', names, ownerName(text, owner ?? 'unknown'));
}

function rowCells(text: Text, { key, now, new: wanted, state }: Row): string[] {
  const { knobs, why, states, notSet } = text.words.tune.plan;
  const name = key in knobs ? knobs[key as keyof typeof knobs] : key;
  const before = now === null || (key === 'zram.limit' && now === 0) ? notSet : valueText(text, key, now);
  const value = valueText(text, key, wanted);
  return [name, before, state === 'change' ? value : states[state](value), why[key]];
}

const sizes: readonly string[] = ['zram.size', 'zram.limit', 'vm.dirty_bytes', 'vm.dirty_background_bytes'];

function valueText({ format }: Text, key: string, value: number | string): string {
  return typeof value === 'number' && sizes.includes(key) ? format.bytes(value) : String(value);
}

function stepLine(text: Text, step: Step): string {
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

function adviceLines({ words, format }: Text, { advice, profile }: TunePlan): string[] {
  if (advice === null || profile === null) return [];
  const say = words.tune.plan;
  const { workers } = advice;
  const size = (mib: number) => format.bytes(mib * 2 ** 20);
  return [say.advice[profile], ...(workers === null ? [] : [say.workers(size(workers.highMib), size(workers.maxMib))])];
}
