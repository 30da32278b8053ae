import type { ServiceMachine } from './service-machine.ts';

/** This machine as the root helper is put on it. Real: compose/helper-machine.ts; tests put their own in. */
export interface HelperMachine extends Pick<
  ServiceMachine,
  'platform' | 'uid' | 'run' | 'accountNamed' | 'exists' | 'read' | 'write' | 'remove' | 'setAside'
> {
  /** Membridge's own. */
  readonly version: string;
  /** The Node that runs; absolute, no link. */
  readonly node: string;
  /** The folder of the program that runs; absolute, no link. */
  readonly folder: string;
  /** Whether that is a built release, not a checkout. */
  readonly isRelease: boolean;
  /** Where copies lie: root's alone. In production /usr/lib/membridge. */
  readonly copiesFolder: string;
  /** In production /etc/systemd/system. */
  readonly unitFolder: string;
  /** The first of a path and its folders that another account than root could exchange; null: none. */
  weaknessOf(path: string): { readonly path: string; readonly why: 'owner' | 'writable' } | null;
  /** The release that runs, as it would be copied. `withNode`: its Node too. */
  release(withNode: boolean): Release;
  /** Copies that lie there, whole or not; absolute. */
  copies(): readonly string[];
  removeCopy(folder: string): void;
  /** Asks the helper that listens now for its plan. Throws what `PlanningHelper` throws. */
  tryOut(): Promise<unknown>;
  groupNamed(name: string): Promise<{ readonly gid: number; readonly members: readonly string[] } | null>;
}

export interface Release {
  /** Of all names, modes and contents; lower-case hex. */
  readonly digest: string;
  readonly files: readonly { readonly path: string }[];
  readonly bytes: number;
  /** Whether a copy of exactly this lies there. */
  isAt(folder: string): boolean;
  /** `check` is given the copy before it has its name. Faults: `disk-full`. */
  copyTo(folder: string, check: (part: string) => Promise<void>): Promise<void>;
}
