/** A fault planted in a copy of the product: the simulation must find it. */
export interface Mutant {
  readonly name: string;
  /** Below the repository's root. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly find: string;
  readonly replace: string;
  /** A seed that is known to find it: tried first. */
  readonly foundBy: number;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'a tombstone is dropped',
    file: 'core/engine/records/capture-row.ts',
    find: '    store.addUnsent(record);\n    store.setKnown({ kind: known.kind,',
    replace: '    store.setKnown({ kind: known.kind,',
    foundBy: 7,
  },
  {
    name: 'our own write is captured as an edit',
    file: 'core/engine/records/apply-effects.ts',
    find: 'const noted = mappedRowOf(store, row, mapped?.key ?? pending.key);',
    replace: "const noted = { ...mappedRowOf(store, row, mapped?.key ?? pending.key), fingerprint: '', sketch: '0|' };",
    foundBy: 1,
  },
  {
    name: 'a row is written over without a look at what it says now',
    file: 'core/engine/records/apply-record.ts',
    find: 'row.fingerprint !== mapped.fingerprint || touched.has(rowName(row))',
    replace: 'touched.has(rowName(row))',
    foundBy: 5,
  },
  {
    name: 'a session takes children along that nobody deleted',
    file: 'core/sources/claude-mem/records/deleting.ts',
    find: "  if (kind === 'session' && isUsed(view, rowid)) return { kind: 'in-use' };\n",
    replace: '',
    foundBy: 16,
  },
  {
    name: 'what a crash left in the outbox is packed again, with other bytes',
    file: 'core/engine/records/publish.ts',
    find: "  const left = store.ownHead(stream)?.state === 'new' ? store.firstNew(stream) : null;\n",
    replace:
      "  const crashed = store.ownHead(stream)?.state === 'new' ? store.firstNew(stream) : null;\n  if (crashed !== null) store.dropSegment(stream, crashed.seq);\n  const left = null as typeof crashed;\n",
    foundBy: 24,
  },
  {
    name: 'a writer forgets what it had seen',
    file: 'core/model/records/edit.ts',
    find: '    prev: before.version.bodyHash,\n    seen: before.seen,\n    body: whole,',
    replace: '    prev: before.version.bodyHash,\n    seen: {},\n    body: whole,',
    foundBy: 108,
  },
  {
    name: 'a later life counts no more than a clock',
    file: 'core/model/records/version.ts',
    find: '  if (a.life !== b.life) return a.life - b.life;\n',
    replace: '',
    foundBy: 156,
  },
  {
    name: 'what a merge loses is not listed',
    file: 'core/engine/records/apply-effects.ts',
    find: '  if (conflict !== null) turn.store.addConflict(pending.kind, pending.key, conflict, turn.wallMs);\n',
    replace: '',
    foundBy: 2,
  },
  {
    name: 'of two values the one that came last wins',
    file: 'core/model/records/merge.ts',
    find: 'return compareCells(kind, column, a, b) >= 0 ? a : b;',
    replace: 'return b;',
    foundBy: 7,
  },
  {
    name: 'an object of another project is read',
    file: 'core/remotes/seal/plain-seal.ts',
    find: "      if (header.repoId !== repoId) throw damaged('it was written for another project');\n",
    replace: '',
    foundBy: 4,
  },
  {
    name: 'the keys that share a row are forgotten',
    file: 'core/engine/records/apply-effects.ts',
    find: '  store.setAlias(pending.key, mapped.key);\n',
    replace: '',
    foundBy: 40,
  },
];
