import type { HelperId } from '../model/cleanup/catalogue.ts';
import type { Refusal } from '../model/cleanup/ending.ts';
import type { FactCode, FactValues, Outcome, RuleId } from '../model/cleanup/evidence.ts';
import type { ErrorTexts } from './sentence.ts';

/** What `cleanup` says. Amounts come written, numbers of processes and names of programs as they are. */
export interface CleanupWords {
  /** Before the second look. */
  readonly waiting: (duration: string) => string;
  readonly nothing: (looked: number) => string;
  readonly candidates: (count: number) => string;
  readonly others: (count: number) => string;
  readonly helpers: Readonly<Record<HelperId, string>>;
  /** What only names a helper. */
  readonly noHelper: string;
  readonly line: (name: string, helper: string, command: string, age: string, size: string) => string;
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly rules: Readonly<Record<RuleId, string>>;
  readonly facts: { readonly [Code in FactCode]: (...values: FactValues[Code]) => string };
  readonly restHolds: (count: number) => string;
  readonly moreNotShown: (count: number) => string;
  readonly howToEnd: string;
  readonly plan: (count: number) => string;
  readonly question: (count: number) => string;
  readonly act: string;
  readonly wouldEnd: (count: number) => string;
  readonly killQuestion: (names: string) => string;
  readonly ended: Readonly<
    Record<'ended' | 'killed' | 'gone' | 'still-there' | 'denied' | 'child-remains', (name: string) => string>
  >;
  readonly freed: (size: string) => string;
  readonly refused: Readonly<Record<Refusal['kind'], (name: string, other: string) => string>>;
}

/** Faults that only `cleanup` meets. */
export type CleanupErrorTexts = Pick<ErrorTexts, 'cleanup-no-processes' | 'cleanup-refused' | 'cleanup-left'>;
