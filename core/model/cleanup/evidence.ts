/** All must hold; what could not be read does not hold. In the order in which they are told. */
export const ruleIds = [
  'user',
  'self',
  'signature',
  'orphan',
  'terminal',
  'owner',
  'container',
  'service',
  'age',
  'idle',
  'connections',
  'input',
  'daemon',
  'database',
  'tree',
] as const;
export type RuleId = (typeof ruleIds)[number];

/** What a rule saw, by the code of its sentence and the values in it. */
export interface FactValues {
  'same-user': readonly [uid: number];
  'other-user': readonly [uids: string];
  'not-ours': readonly [];
  'first-process': readonly [];
  'own-process': readonly [];
  'known-helper': readonly [command: string];
  'only-named': readonly [command: string];
  'left-to-first': readonly [];
  'left-to-manager': readonly [pid: number];
  'below-helper': readonly [pid: number];
  'has-parent': readonly [pid: number, label: string];
  'no-terminal': readonly [];
  'has-terminal': readonly [];
  'no-owner': readonly [];
  'owner-above': readonly [pid: number, label: string];
  'owner-in-session': readonly [pid: number, label: string];
  'owner-in-unit': readonly [pid: number, label: string, unit: string];
  'no-container': readonly [];
  'in-container': readonly [path: string];
  'other-namespace': readonly [];
  'no-service': readonly [unit: string];
  'in-service': readonly [unit: string];
  'old-enough': readonly [ageMs: number];
  'too-young': readonly [ageMs: number, ageMinMs: number];
  idle: readonly [overMs: number];
  busy: readonly [cpuMs: number, overMs: number];
  'not-waiting': readonly [state: string];
  'seen-once': readonly [];
  'looks-too-close': readonly [overMs: number, idleMinMs: number];
  'no-connection': readonly [];
  connected: readonly [count: number];
  'input-closed': readonly [];
  'input-alone': readonly [];
  'input-held': readonly [pid: number, label: string];
  'input-unknown': readonly [what: string];
  'no-daemon': readonly [];
  'second-daemon': readonly [pid: number];
  'only-daemon': readonly [];
  'no-lock': readonly [];
  'holds-database': readonly [path: string];
  'tree-agrees': readonly [count: number];
  'tree-differs': readonly [pid: number, label: string];
  unreadable: readonly [];
}
export type FactCode = keyof FactValues;

export type Evidence = {
  readonly [Code in FactCode]: {
    readonly rule: RuleId;
    readonly outcome: Outcome;
    readonly fact: Code;
    readonly values: FactValues[Code];
  };
}[FactCode];

export type Outcome = 'holds' | 'fails' | 'unknown';

/** Evidence without its rule, as a rule gives it. */
export type Finding = Omit<Evidence, 'rule'>;

export function holds<Code extends FactCode>(fact: Code, ...values: FactValues[Code]): Finding {
  return { outcome: 'holds', fact, values };
}

export function fails<Code extends FactCode>(fact: Code, ...values: FactValues[Code]): Finding {
  return { outcome: 'fails', fact, values };
}

export function unknown<Code extends FactCode>(fact: Code, ...values: FactValues[Code]): Finding {
  return { outcome: 'unknown', fact, values };
}
