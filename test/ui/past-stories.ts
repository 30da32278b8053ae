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
      id: 'v12',
      at: now - 2 * dayMs,
      kind: 'snapshot',
      where: 'bucket',
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
}) => QueryAnswer<'memories'> {
  return ({ before = '0', limit = 50, query }) => {
    const all = query === undefined ? total : query === 'nothing' ? 0 : 3;
    const from = Number(before);
    const to = Math.min(all, from + Number(limit));
    const memories = Array.from({ length: to - from }, (_, index) => memoryAt(from + index));
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

function memoryAt(index: number): QueryAnswer<'memories'>['memories'][number] {
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
    excerptHits: [],
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
