/** One look at the processes of a machine. Whatever could not be read is null: rules take that for a no. */
export interface ProcessTable {
  /** Since the machine started, by the same clock that starts are counted by. */
  readonly uptimeMs: number;
  /** Who looks: this program. */
  readonly selfPid: number;
  readonly processes: ReadonlyMap<number, ProcessFacts>;
}

/** A process for ever: numbers are given again, and then the start differs. */
export interface ProcessName {
  readonly pid: number;
  /** Clock ticks between the start of the machine and of the process (field 22 of /proc/PID/stat). */
  readonly startTicks: number;
}

export interface ProcessFacts extends ProcessName {
  readonly parentPid: number;
  readonly sessionId: number;
  /** 0: none. */
  readonly terminal: number;
  /** One letter: R running, S sleeping, Z ended and not yet looked after, … */
  readonly state: string;
  /** Spent in the program and for it in the kernel. */
  readonly cpuTicks: number;
  /** The first 15 letters of the program's name; a program may change it. */
  readonly label: string;
  /** Real, effective, saved and file system's user. */
  readonly uids: readonly number[] | null;
  readonly residentBytes: number | null;
  readonly argv: readonly string[] | null;
  /** The program file; what was replaced meanwhile without its mark ` (deleted)`. */
  readonly program: string | null;
  /** A path for each hierarchy. */
  readonly controlGroups: readonly ControlGroup[] | null;
  readonly pidNamespace: string | null;
  readonly mountNamespace: string | null;
  /** Read for helpers of the person who looks, for nobody else. */
  readonly files: OpenFiles | null;
}

export interface ControlGroup {
  /** Empty for the unified hierarchy, `name=systemd` for systemd's own of old. */
  readonly controllers: string;
  readonly path: string;
}

/** What a helper has open, as far as the rules ask. */
export interface OpenFiles {
  readonly input: InputEnd;
  /** Established TCP connections. */
  readonly connections: number | null;
  /** Databases on which it holds a lock. */
  readonly lockedDatabases: readonly LockedDatabase[] | null;
}

/** Whoever has SQLite's newer kind of database open reads it all the time; it writes only in the middle of something. */
export interface LockedDatabase {
  readonly path: string;
  readonly isWriting: boolean;
}

/** Who could still send something to the standard input. */
export type InputEnd =
  | { readonly kind: 'closed' | 'null-device' }
  /** The other end of a pipe or socket. None of ours: it is gone. */
  | { readonly kind: 'peers'; readonly pids: readonly number[] }
  | { readonly kind: 'unknown'; readonly what: string };

/** Linux counts in hundredths of a second towards programs on every processor that we run on (USER_HZ). */
export const ticksPerSecond = 100;

/** `4711@88231`: how a process is named to the program and by it. */
export function nameText({ pid, startTicks }: ProcessName): string {
  return `${pid}@${startTicks}`;
}

export function isSame(one: ProcessName, other: ProcessName): boolean {
  return one.pid === other.pid && one.startTicks === other.startTicks;
}

/** False for one that has ended and only waits for its parent to look. */
export function isLive({ state }: Pick<ProcessFacts, 'state'>): boolean {
  return !/^[ZXx]/.test(state);
}

export function ageMs({ startTicks }: ProcessName, { uptimeMs }: Pick<ProcessTable, 'uptimeMs'>): number {
  return uptimeMs - (startTicks * 1_000) / ticksPerSecond;
}

/** From the parent upwards, as far as the table goes. */
export function ancestorsOf({ processes }: ProcessTable, of: ProcessFacts): ProcessFacts[] {
  const found: ProcessFacts[] = [];
  let next = processes.get(of.parentPid);
  while (next !== undefined && next.pid !== of.pid && !found.includes(next)) {
    found.push(next);
    next = processes.get(next.parentPid);
  }
  return found;
}

/** Children, their children and so on; those furthest away last. */
export function descendantsOf(table: ProcessTable, of: ProcessFacts): ProcessFacts[] {
  const children = childrenIn(table);
  const found: ProcessFacts[] = [];
  const seen = new Set([of.pid]);
  let generation: readonly ProcessFacts[] = [of];
  while (generation.length > 0) {
    generation = generation.flatMap(({ pid }) => children.get(pid) ?? []).filter(({ pid }) => !seen.has(pid));
    for (const { pid } of generation) seen.add(pid);
    found.push(...generation);
  }
  return found;
}

/** Left behind are sometimes a thousand: who is whose child is found out once for a table, which never changes. */
function childrenIn(table: ProcessTable): ReadonlyMap<number, readonly ProcessFacts[]> {
  const known = children.get(table) ?? Map.groupBy(table.processes.values(), ({ parentPid }) => parentPid);
  children.set(table, known);
  return known;
}

const children = new WeakMap<ProcessTable, ReadonlyMap<number, readonly ProcessFacts[]>>();
