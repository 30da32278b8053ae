/**
 * What must be there at the end, told naively: no merging, no clocks, no keys. It only remembers what the memory tool did
 * on each machine, and what that machine showed at that moment.
 */
export interface Expectations {
  /** A row was added, or a column of it set; `over` is what the machine showed there before. */
  wrote(act: { machine: string; row: string; column: string; value: string | null; over: string | null }): void;
  inserted(machine: string, row: string): void;
  /** `shown`: what the machine showed when it was deleted. `known`: the machine had told it, or been told of it, before. */
  deleted(machine: string, row: string, shown: Readonly<Record<string, string | null>>, known: boolean): void;
  /** A delete of one appearance need not be one of the other. */
  hasTwoNames(row: string): void;
  /** A sync begins: what is done here meanwhile may be for the next one. */
  began(machine: string): void;
  /** All that was done before it began was told: no accident here can take it. `hasOwnName`: no other machine writes as this one. */
  synced(machine: string, hasOwnName: boolean): void;
  /**
   * Somebody put other content into this machine's memory: what was not told may be lost, and old values come up again.
   * `reverted`: what rows said before and do not say now. Where the copy lacks no row, that cannot be told from edits.
   */
  accident(machine: string, reverted: readonly { row: string; column: string; value: string | null }[]): void;
  /** Another machine goes on with a copy of this one. */
  copied(machine: string, to: string): void;
  /** What is written on this machine from now on are ordinary edits: it has been looked at. */
  lookedAt(machine: string): void;
  /** All that is wrong with what the machines show; empty: nothing. */
  faults(machines: readonly Outcome[]): string[];
}

export interface Outcome {
  readonly machine: string;
  /** Of each row all its appearances. */
  readonly rows: ReadonlyMap<string, readonly Readonly<Record<string, string | null>>[]>;
  /** Sessions that have children: they stay as long, whoever deletes them. */
  readonly parents: ReadonlySet<string>;
  /** Values that are listed as lost. */
  readonly lost: ReadonlySet<string>;
}

interface Written {
  readonly machine: string;
  readonly column: string;
  readonly value: string;
  readonly isImport: boolean;
  /** Somebody who saw it wrote something else, or deleted the row. */
  replaced: boolean;
}

interface Life {
  /** By column: the newest value, or that machines wrote without knowing of each other. */
  readonly line: Map<string, { newest: string | null } | 'parted'>;
  readonly machines: Set<string>;
  readonly written: Written[];
  deleted: 'no' | 'known' | 'unsure';
  isExcused: boolean;
  hasTwoNames: boolean;
}

export function expectations(): Expectations {
  const lives = new Map<string, Life>();
  const looked = new Set<string>();
  const untold = new Map<string, Set<string>>();
  const telling = new Map<string, Set<string>>();
  /** Machines that may write under one name without knowing: nobody can tell then who saw what. */
  const sharesName = new Set<string>();
  let hadAccident = false;
  const note = (machine: string, row: string): Life => {
    untold.set(machine, (untold.get(machine) ?? new Set()).add(row));
    telling.get(machine)?.delete(row);
    const life = lifeOf(row);
    if (sharesName.has(machine)) life.isExcused = true;
    return life;
  };
  const lifeOf = (row: string): Life => {
    const known = lives.get(row);
    if (known !== undefined) return known;
    const life: Life = {
      line: new Map(),
      machines: new Set(),
      written: [],
      deleted: 'no',
      isExcused: false,
      hasTwoNames: false,
    };
    lives.set(row, life);
    return life;
  };
  const replace = (life: Life, column: string, value: string | null) => {
    for (const written of life.written) {
      if (written.column === column && written.value === value) written.replaced = true;
    }
  };

  return {
    inserted(machine, row) {
      const life = note(machine, row);
      life.machines.add(machine);
      if (life.deleted !== 'no') life.deleted = 'unsure';
    },
    wrote({ machine, row, column, value, over }) {
      const life = note(machine, row);
      life.machines.add(machine);
      // One that is there for its children only lives again when somebody writes in it.
      if (life.deleted !== 'no' && row.startsWith('sdk_sessions ')) life.deleted = 'unsure';
      replace(life, column, over);
      const line = life.line.get(column);
      const follows = line === undefined || (line !== 'parted' && line.newest === over);
      life.line.set(
        column,
        follows && !life.hasTwoNames && !life.written.some(({ isImport }) => isImport) ? { newest: value } : 'parted',
      );
      if (value !== null) {
        life.written.push({ machine, column, value, isImport: !looked.has(machine), replaced: false });
      }
    },
    deleted(machine, row, shown, known) {
      const life = note(machine, row);
      for (const [column, value] of Object.entries(shown)) replace(life, column, value);
      // Columns that an older release does not show go with the row.
      for (const written of life.written) if (!(written.column in shown)) written.replaced = true;
      const isSure = known && !life.hasTwoNames;
      if (life.deleted !== 'unsure') life.deleted = isSure || life.deleted === 'known' ? 'known' : 'unsure';
    },
    hasTwoNames: (row) => void (lifeOf(row).hasTwoNames = true),
    began: (machine) => void telling.set(machine, new Set(untold.get(machine))),
    synced(machine, hasOwnName) {
      // Tool uses travel only where their stream is on.
      for (const row of telling.get(machine) ?? []) if (!row.startsWith('tool_uses ')) untold.get(machine)?.delete(row);
      if (hasOwnName) sharesName.delete(machine);
    },
    accident(machine, reverted) {
      for (const { row, column, value } of reverted) replace(lifeOf(row), column, value);
      hadAccident = true;
      looked.delete(machine);
      for (const row of untold.get(machine) ?? []) lifeOf(row).isExcused = true;
      untold.delete(machine);
    },
    copied(machine, to) {
      hadAccident = true;
      if (looked.has(machine)) looked.add(to);
      for (const row of untold.get(machine) ?? []) lifeOf(row).isExcused = true;
      untold.set(to, new Set(untold.get(machine)));
      sharesName.add(machine).add(to);
    },
    lookedAt: (machine) => void looked.add(machine),
    faults(machines) {
      const found: string[] = [];
      const lost = new Set(machines.flatMap((machine) => [...machine.lost]));
      const gone = new Set([...lives].flatMap(([row, { deleted }]) => (deleted === 'no' ? [] : [row])));
      for (const [row, life] of lives) found.push(...rowFaults(row, life, { machines, lost, gone, hadAccident }));
      for (const { machine, rows } of machines) {
        for (const row of rows.keys()) if (!lives.has(row)) found.push(`${machine}: ${row} was never written`);
      }
      return found;
    },
  };
}

interface Ending {
  readonly machines: readonly Outcome[];
  /** Values that any machine lists as lost. */
  readonly lost: ReadonlySet<string>;
  /** Rows that somebody deleted. */
  readonly gone: ReadonlySet<string>;
  readonly hadAccident: boolean;
}

function rowFaults(row: string, life: Life, { machines, lost, gone, hadAccident }: Ending): string[] {
  const found: string[] = [];
  const there = machines.filter(({ rows }) => rows.has(row));
  for (const { machine, rows } of there) {
    const times = rows.get(row)?.length ?? 0;
    if (times > 1) found.push(`${machine}: ${row} is there ${times} times`);
  }
  if (there.length > 0 && there.length < machines.length) {
    found.push(`${row} is on ${there.map(({ machine }) => machine).join('')} only`);
  }
  found.push(...differences(row, there, life.deleted !== 'no', gone));
  if (life.isExcused) return found;
  if (life.deleted === 'no' && there.length === 0) found.push(`${row} was never deleted and is nowhere`);
  const isParent = machines.some(({ parents }) => parents.has(row));
  if (life.deleted === 'known' && there.length > 0 && !isParent) found.push(`${row} was deleted and is there`);
  // A machine of an older release lacks columns.
  const shown = Object.assign({}, ...there.map(({ rows }) => rows.get(row)?.[0])) as Record<string, string | null>;
  for (const { machine, column, value, isImport, replaced } of life.written) {
    if (
      replaced &&
      !hadAccident &&
      isOnce(value) &&
      // Every child takes it over as it is saved, and may lose it.
      !(column === 'project' && row.startsWith('sdk_sessions ')) &&
      lost.has(value) &&
      life.deleted === 'no' &&
      life.line.get(column) !== 'parted'
    ) {
      found.push(`${row} ${column}: '${value}' of ${machine} is listed as lost, and was replaced knowingly`);
    }
    if (replaced || shown[column] === value || lost.has(value)) continue;
    // What was there before anybody looked loses silently to a real edit, and a deleted row takes it along.
    if (isImport && life.machines.size > 1) continue;
    if (isImport && there.length === 0) continue;
    found.push(`${row} ${column}: '${value}' of ${machine} is neither shown ('${shown[column]}') nor listed`);
  }
  return found;
}

/** A session that was deleted, and is there for its children only, says no more than they know. */
function differences(row: string, there: readonly Outcome[], isDeleted: boolean, gone: ReadonlySet<string>): string[] {
  if (isDeleted && row.startsWith('sdk_sessions ')) return [];
  const found: string[] = [];
  const one = new Map<string, readonly [string, string | null]>();
  for (const { machine, rows } of there) {
    for (const [column, value] of Object.entries(rows.get(row)?.[0] ?? {})) {
      const [first, other] = one.get(column) ?? [machine, value];
      one.set(column, [first, other]);
      if (column === 'session' && gone.has(`sdk_sessions ${other?.split(' ')[0]}`)) continue;
      if (value !== other) found.push(`${row} ${column}: ${first} shows '${other}', ${machine} '${value}'`);
    }
  }
  return found;
}

/** Values of edits are used once; the names of projects are not. */
function isOnce(value: string): boolean {
  return /^v\d+$/.test(value);
}
