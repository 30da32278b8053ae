import type { SetupField } from '../../core/host/api/contract-setup.ts';

/** In the order in which they are gone through; being done comes after all of them. */
export const steps = ['memory', 'place', 'seal', 'plan'] as const;
export type Step = (typeof steps)[number];

/** The address of a step. Nothing that was typed stands in it. */
export function addressOf(step: Step): string {
  return step === 'memory' ? '/setup' : `/setup/${step}`;
}

export function stepBefore(step: Step): Step {
  return steps[steps.indexOf(step) - 1] ?? 'memory';
}

/** The step of an address, as far as what it needs is known. */
export function stepAt(path: string, { test, plan }: { readonly test: unknown; readonly plan: unknown }): Step {
  const wished = steps.find((step) => path === addressOf(step)) ?? 'memory';
  if (wished === 'seal' && test === null) return 'memory';
  if (wished === 'plan' && plan === null) return 'memory';
  return wished;
}

/** Where the thing is entered that a fault is about; null: nowhere here. */
export function stepOf(field: SetupField | null): Step | null {
  switch (field) {
    case 'folder':
    case 'store':
    case 'endpoint':
    case 'region':
    case 'account':
    case 'bucket':
    case 'prefix':
    case 'accessKeyId':
    case 'secretAccessKey':
    case 'project':
    case 'label':
    // Somebody made or sealed it since the test: that is to be done anew.
    case 'encryption':
      return 'place';
    case 'passphrase':
      return 'seal';
    case 'reconnect':
    case 'clock':
    case 'memory':
    case null:
      return null;
  }
}
