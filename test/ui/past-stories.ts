import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';
import { desk, kitchen, kitchenLabel, laptop, dayMs, now } from './stories.ts';

export const points: QueryAnswer<'points'> = {
  points: [
    {
      id: 'r4',
      at: now - 3_600_000,
      kind: 'set-aside',
      where: 'here',
      why: 'force-pull',
      label: null,
      bytes: 48_200_000,
      rows: { observations: 5_376, sessions: 61 },
      damaged: false,
      keptUntil: now + 29 * dayMs,
    },
    {
      id: 'r3',
      at: now - 2 * dayMs,
      kind: 'safety',
      where: 'here',
      why: 'a word of a newer host',
      label: kitchenLabel,
      bytes: null,
      rows: { observations: 1 },
      damaged: false,
      keptUntil: null,
    },
    {
      id: 'r2',
      at: now - 9 * dayMs,
      kind: 'safety',
      where: 'here',
      why: 'restore',
      label: null,
      bytes: 812,
      rows: {},
      damaged: true,
      keptUntil: null,
    },
  ],
  next: null,
};

/** What `history` tells of the store. */
export const stored = {
  ok: true,
  offline: false,
  revisions: [],
  snapshots: [
    {
      id: 'v3-33333333',
      label: kitchenLabel,
      device: kitchen,
      at: now - 5 * dayMs,
      rows: { observations: 5_102, sdk_sessions: 60, user_prompts: 1_911 },
      bytes: 47_900_000,
    },
    { id: 'v12-22222222', label: 'nano-pi', device: desk, at: now - dayMs, rows: { observations: 5_376 }, bytes: 1 },
  ],
  damaged: [],
};

const moved = { way: 'came', change: 'added', kind: 'observation', project: 'membridge' } as const;

/** An act with something of everything: 9 rows are told one by one, of more only the number is known. */
export const actStory: QueryAnswer<'act'> = {
  entry: {
    id: 5,
    at: now - 20 * 60_000,
    act: 'merge',
    from: ['nano-pi', kitchenLabel],
    published: 31,
    applied: 14,
    removed: 0,
    bytes: 12_400,
    undoable: true,
    undoes: null,
  },
  records: [
    { ...moved, title: 'Fix the login timeout', device: { id: desk, label: 'nano-pi' }, memory: 'o1' },
    {
      ...moved,
      change: 'changed',
      kind: 'summary',
      title: 'Годинник на кухні знову показує правильний час '.repeat(4).trim(),
      project: 'кухонний-годинник-з-дуже-довгою-назвою-теки',
      device: { id: kitchen, label: kitchenLabel },
      memory: 's4',
    },
    { ...moved, change: 'deleted', kind: 'prompt', title: 'an old question', device: null, memory: null },
    { ...moved, title: '<script>alert(1)</script> \u202eright to left', device: null, memory: 'o9' },
    { ...moved, kind: 'of-a-newer-host', title: '', device: { id: desk, label: 'nano-pi' }, memory: null },
    { ...moved, way: 'sent', title: 'Written here', device: { id: laptop, label: 'laptop' }, memory: 'o2' },
    { ...moved, way: 'sent', change: 'deleted', title: '', project: '', device: null, memory: null },
  ],
  next: null,
  known: { came: 5, sent: 2 },
  tables: [],
};

/** A whole memory was put in place. */
export const wholeStory: QueryAnswer<'act'> = {
  entry: { ...actStory.entry, id: 4, act: 'pull', from: ['nano-pi'], published: 0, bytes: null, undoable: false },
  records: [],
  next: null,
  known: { came: 0, sent: 0 },
  tables: [
    { name: 'observations', before: 5_300, after: 5_376 },
    { name: 'user_prompts', before: 1_911, after: 1_913 },
    { name: 'a_table_of_a_newer_host', before: 0, after: 1 },
  ],
};

const head = {
  id: 3,
  kind: 'observation',
  title: 'Fix the login timeout',
  at: now - 3_600_000,
  settled: false,
  columns: ['narrative', 'title'],
  winner: 'nano-pi',
  loser: 'laptop',
  deleted: false,
};
const deleted = { ...head, id: 4, title: '', deleted: true, winner: kitchenLabel, loser: null };
export const conflicts: QueryAnswer<'conflicts'> = { conflicts: [head, deleted], open: 2, next: null };

const long = (word: string) => `The login ${word} after ${'a while of waiting for the slow network '.repeat(48)}ends.`;

export const conflict: QueryAnswer<'conflict'> = {
  ...head,
  isDeletedHere: false,
  sides: [
    {
      column: 'title',
      now: 'Fix the login timeout',
      nowBy: 'nano-pi',
      lost: 'Fix the sign-in timeout <script>alert(1)</script>',
      lostBy: 'laptop',
      ours: 'lost',
    },
    {
      column: 'narrative',
      now: long('stops'),
      nowBy: 'nano-pi',
      lost: long('fails'),
      lostBy: 'laptop',
      ours: 'lost',
    },
    { column: 'facts', now: null, nowBy: 'nano-pi', lost: '["one", "two"]', lostBy: 'laptop', ours: 'lost' },
  ],
};

/** What a page might take for something else than text. */
export const strangeTexts: readonly string[] = [
  '<img src=x onerror="document.title=1"><script>document.title="hacked"</script>',
  'עברית مرحبا \u202eright to left\u202c',
  '👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301\u0327 z\u0351\u0325',
  'bell\u0007 escape\u001b[31m null-ish\u2400 tab\tand\nline',
  'л'.repeat(300),
  '{{count}} $t(views.home) %s &amp; &lt;b&gt;',
];

/** A memory that holds that many; `before` is the number to go on from. */
export function manyMemories(
  total: number,
): (input: {
  readonly before?: string;
  readonly limit?: unknown;
  readonly query?: string;
  readonly device?: string;
  readonly until?: unknown;
}) => QueryAnswer<'memories'> {
  return ({ before = '0', limit = 50, query, until }) => {
    // What a chart asks for below a bar.
    if (until !== undefined) return { memories: [{ ...memoryAt(8), at: Number(until) - 1 }], next: null, total: null };
    const all = query === undefined ? total : query === 'nothing' ? 0 : 3;
    const from = Number(before);
    const to = Math.min(all, from + Number(limit));
    const memories = Array.from({ length: to - from }, (_, index) => memoryAt(from + index, query !== undefined));
    return { memories, next: to < all ? String(to) : null, total: all };
  };
}

const writers = [
  { id: laptop, label: 'laptop' },
  { id: desk, label: 'nano-pi' },
  { id: kitchen, label: kitchenLabel },
  null,
] as const;
const kinds = ['observation', 'summary', 'prompt', 'session'] as const;

function memoryAt(index: number, isFound = false): QueryAnswer<'memories'>['memories'][number] {
  const strange = strangeTexts[index];
  return {
    id: `o${index}`,
    kind: kinds[index % kinds.length] ?? 'prompt',
    at: now - index * 60_000,
    project: 'membridge',
    title: strange?.slice(0, 300) ?? `Memory number ${index}`,
    excerpt:
      'The worker answered late because the file was locked; it now waits and tries once more before it gives up.',
    titleHits: [],
    // Its third word, and one that lies outside: a page must not break of it.
    excerptHits: isFound
      ? [
          [11, 19],
          [990, 999],
        ]
      : [],
    device: writers[index % writers.length] ?? null,
  };
}

export const strangeMemory: QueryAnswer<'memory'> = {
  id: 'o0',
  kind: 'observation',
  at: now,
  project: 'membridge',
  title: strangeTexts[0] ?? '',
  device: { id: kitchen, label: kitchenLabel },
  columns: [
    ...strangeTexts.map((text, index) => ({ name: `column_${index}`, text, cut: false })),
    { name: 'narrative', text: 'long text without an end '.repeat(2_600), cut: true },
    { name: 'nothing', text: null, cut: false },
  ],
};
