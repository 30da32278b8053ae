import { isFault, type MembridgeError } from '../model/errors.ts';
import type { Settings } from '../model/settings.ts';

/** How a person says yes to what a brake asks. */
export interface Consent {
  /** Said in advance: `--yes`. */
  readonly yes: boolean;
  /** Asks where somebody can answer; false where nobody can, or they said no. */
  ask(fault: MembridgeError): Promise<boolean>;
}

/** The faults that a yes lifts. */
export type Liftable = 'brake-rows-gone' | 'brake-cloud-sync' | 'worker-control-off';

/** The brake that a fault is, if a person's yes lifts it; `workerControl: never` is a no in advance. */
export function liftable(error: unknown, settings: Pick<Settings, 'workerControl'>): Liftable | null {
  if (isFault(error, 'brake-rows-gone') || isFault(error, 'brake-cloud-sync')) return error.code;
  if (isFault(error, 'worker-control-off') && settings.workerControl === 'ask') return error.code;
  return null;
}

/** Runs `work`, and again for each brake that a person lifts. `lifted` names those, the ones said in advance included. */
export async function withConsent<T>(
  consent: Consent,
  settings: Pick<Settings, 'workerControl'>,
  work: (lifted: ReadonlySet<Liftable>) => Promise<T>,
): Promise<T> {
  const lifted = new Set<Liftable>(consent.yes ? ['brake-rows-gone', 'brake-cloud-sync', 'worker-control-off'] : []);
  for (;;) {
    try {
      return await work(lifted);
    } catch (error) {
      const brake = liftable(error, settings);
      if (brake === null || lifted.has(brake) || !isFault(error) || !(await consent.ask(error))) throw error;
      lifted.add(brake);
    }
  }
}
