import type { FindingCode } from '../model/tune/findings.ts';
import type { DiskKind, OwnerId, ProfileId } from '../model/tune/ids.ts';
import type { PlanReason } from '../model/tune/plan.ts';
import type { TuneApplyWords } from './tune-apply-words.ts';
import type { TuneHelperWords } from './tune-helper-words.ts';
import type { TuneToldWords } from './tune-told-words.ts';
import type { Knob, Row, ZramKnob } from '../model/tune/plan-rows.ts';

/** Owners that are no program with a name of its own. */
export type NamelessOwner = Extract<OwnerId, 'hand-made' | 'fstab' | 'swap-unit' | 'unknown'>;

/** What `tune` says. Amounts come written; paths, keys and names of programs as they are. */
export interface TuneWords {
  readonly facts: TuneFactsWords;
  readonly plan: TunePlanWords;
  readonly apply: TuneApplyWords;
  readonly helper: TuneHelperWords;
  readonly told: TuneToldWords;
  readonly owners: Readonly<Record<NamelessOwner, string>>;
  readonly disks: Readonly<Record<DiskKind, string>>;
  readonly none: string;
  readonly unknown: string;
  /** A heading. */
  readonly noticed: string;
  readonly findings: Readonly<Record<Exclude<FindingCode, 'overlay-refused'>, FindingSentence>> &
    Readonly<Record<'overlay-refused' | 'overlay-refused-controller', FindingSentence>>;
}

/** Up to four facts of a finding, in the order in which core/text/tune-finding.ts gives them. */
export type FindingSentence = (first: string, second: string, third: string) => string;

export interface TuneFactsWords {
  readonly board: string;
  readonly system: string;
  readonly kernel: (release: string) => string;
  readonly container: string;
  readonly inContainer: (kind: string) => string;
  readonly processor: string;
  readonly memory: string;
  readonly ofWhichFree: (total: string, free: string) => string;
  readonly disk: string;
  readonly zram: string;
  readonly device: (name: string, size: string, algorithm: string, limit: string) => string;
  readonly limit: (size: string) => string;
  readonly noLimit: string;
  readonly holds: (stored: string, used: string) => string;
  readonly setUpBy: string;
  readonly swap: string;
  readonly swapLine: (path: string, size: string, owner: string) => string;
  readonly used: (size: string, priority: string) => string;
  readonly notUsed: string;
  readonly limits: string;
  readonly limitsWork: string;
  readonly limitsDoNothing: string;
  readonly suits: string;
  readonly key: string;
  readonly now: string;
  readonly file: string;
  readonly noFile: string;
}

export interface TunePlanWords {
  readonly chosen: (profile: string, overlays: string, owner: string) => string;
  readonly columns: { readonly setting: string; readonly now: string; readonly next: string; readonly why: string };
  readonly knobs: Readonly<Record<ZramKnob, string>>;
  readonly why: Readonly<Record<Knob, string>>;
  /** What is to be changed at once is said by its value alone. */
  readonly states: Readonly<Record<Exclude<Row['state'], 'change'>, (value: string) => string>>;
  readonly notSet: string;
  readonly steps: string;
  readonly writes: (path: string) => string;
  readonly rewrites: (path: string) => string;
  readonly sets: (key: string, before: string, after: string) => string;
  readonly reload: string;
  readonly restart: (unit: string) => string;
  readonly reboot: string;
  readonly atOnce: string;
  readonly advice: Readonly<Record<ProfileId, string>>;
  readonly workers: (high: string, max: string) => string;
  readonly changesNothing: string;
  readonly reasons: Readonly<Record<PlanReason, string>>;
}
