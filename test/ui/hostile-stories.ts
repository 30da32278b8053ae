/** Memories and machines as somebody might write them who wants to break a page, or who only pasted what they found. */
import type { QueryAnswer } from '../../core/host/api/contract-panel.ts';
import { pushPlan } from './force-plans.ts';
import { usualEntries, answering, desk, devices, kitchen, laptop, now, told } from './stories.ts';

/** As the contract bounds the text of a column. */
const textCharsMax = 64 * 1024;

/** None of them may become markup, move what stands beside it, or take more room than it has. */
export const hostileTexts: readonly string[] = [
  '<img src=x onerror="document.title=1"><script>document.title="hacked"</script></li></ul><style>*{display:none}</style>',
  'עברית مرحبا: right to left',
  'an override \u202Ewithout an end, and \u2067an isolate',
  'an end \u2069\u2069\u202C without a beginning',
  '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇺🇦 z\u0351\u0325\u0352\u0326\u0353\u0327\u0354\u0328a\u0351\u0325\u0352\u0326\u0353\u0327l\u0351\u0325\u0352\u0326g\u0351\u0325o',
  'NUL \u0000 bell \u0007 escape \u001b[31m delete \u007f line\u2028and paragraph\u2029end',
  'half of a pair: \ud83d and the other \udc69',
  `one-word-${'long'.repeat(90)}`,
  '{{count}} $t(views.home) %s &amp; &lt;b&gt; ${now} \\u0041',
  '\u200b\u200b\u2060',
];

const label = (index: number) => hostileTexts[index]?.slice(0, 300) ?? '';
/** Three machines of which two have names that nobody would give. */
const named = [
  { id: laptop, label: 'laptop' },
  { id: desk, label: label(2) },
  { id: kitchen, label: label(0) },
] as const;

export const hostileStatus = told(
  { state: 'in-sync', why: 'in-sync' },
  {
    devices: devices(14).map((device, index) => ({ ...device, label: named[index]?.label ?? '' })),
    lease: { holder: desk, label: label(1), since: now, expires: now + 60_000, purpose: 'push' },
  },
);

const memories: QueryAnswer<'memories'>['memories'] = hostileTexts.map((text, index) => ({
  id: `o${index}`,
  kind: 'observation',
  at: now - index * 60_000,
  project: label(index),
  title: text.slice(0, 400),
  excerpt: hostileTexts[(index + 1) % hostileTexts.length]?.slice(0, 400) ?? '',
  titleHits: [],
  excerptHits: [],
  device: named[index % named.length] ?? null,
}));

const whole: QueryAnswer<'memory'> = {
  id: 'o0',
  kind: 'observation',
  at: now,
  project: label(2),
  title: label(2),
  device: named[1],
  columns: [
    ...hostileTexts.map((text, index) => ({ name: `column_${index}`, text, cut: false })),
    { name: 'narrative', text: 'without an end '.repeat(textCharsMax).slice(0, textCharsMax), cut: true },
    { name: 'one_word', text: 'x'.repeat(textCharsMax), cut: true },
  ],
};

const head = { kind: 'observation', at: now, settled: false, columns: ['title'], deleted: false };
const heads: QueryAnswer<'conflicts'>['conflicts'] = hostileTexts.map((text, index) => ({
  ...head,
  id: index + 1,
  title: text.slice(0, 400),
  winner: label(index),
  loser: label(index + 1),
}));

const dispute: QueryAnswer<'conflict'> = {
  ...head,
  id: 1,
  title: label(2),
  winner: label(2),
  loser: label(0),
  isDeletedHere: false,
  sides: hostileTexts.map((text, index) => ({
    column: `column_${index}`,
    now: text,
    nowBy: label(2),
    lost: `${text} and more`,
    lostBy: label(1),
    ours: 'lost',
  })),
};

export const hostileAnswers = answering({
  memories: () => ({ memories, next: null, total: memories.length }),
  memory: () => whole,
  conflicts: () => ({ conflicts: heads, open: heads.length, next: null }),
  conflict: () => dispute,
  projects: () => ({ projects: hostileTexts.map((_, index) => ({ name: label(index), count: 1 })), isCut: false }),
  activity: () => ({
    entries: usualEntries().map((entry, index) => ({ ...entry, from: [label(index), label(index + 1)], applied: 7 })),
    next: null,
  }),
});

/** What a force push would find on them. */
export const hostilePush = {
  ...pushPlan,
  edits: 0,
  revives: 0,
  leftAlone: 0,
  lacked: named.slice(1).map(({ label: by }, index) => ({
    label: by,
    records: 7,
    titles: hostileTexts.slice(index * 3, index * 3 + 3),
  })),
};
