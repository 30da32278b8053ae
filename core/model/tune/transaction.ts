import { z } from 'zod';
import { type Instant, sha256Schema } from '../ids.ts';
import { type BoardKey, boardKeys, type ManagedKey, managedKeyNames, managedKeys } from './knobs.ts';
import { ownPaths, type OwnPath } from './own-files.ts';
import { overlayIds, profileIds } from './ids.ts';
import { sha256Hex } from '../sha256.ts';

/** One change of a machine: what it does step by step, what it found, and how far it came. Stored (core/FORMATS.md). */
export interface Transaction {
  /** 16 hex digits, drawn when it began. */
  readonly id: string;
  /** Of the plan that it carries out. */
  readonly hash: string;
  readonly profile: (typeof profileIds)[number];
  readonly overlays: readonly (typeof overlayIds)[number][];
  readonly owner: string;
  readonly startedAt: Instant;
  /** The boot in which it was applied: what the kernel holds is of that boot only. Null where that cannot be told. */
  readonly bootId: string | null;
  readonly steps: readonly TxStep[];
  /** Folders that were not there and are made for it, from the top down: removed when it is taken back, if empty. */
  readonly folders: readonly string[];
  /** The device that a restart sets up anew; null where no step restarts anything. */
  readonly zram: { readonly before: LiveZram | null; readonly wanted: LiveZram } | null;
  readonly state: TxState;
}

/** A step with everything that taking it back needs. */
export type TxStep =
  | {
      readonly kind: 'file';
      readonly path: OwnPath;
      readonly before: { readonly kind: 'absent' } | ({ readonly kind: 'file' } & FileContent);
      readonly after: FileContent;
    }
  | {
      readonly kind: 'sysctl';
      readonly key: ManagedKey;
      readonly before: number;
      readonly after: number;
      readonly counterpart: { readonly key: BoardKey; readonly value: number } | null;
    }
  | { readonly kind: 'reload' }
  | { readonly kind: 'restart'; readonly unit: string };

export interface FileContent {
  readonly text: string;
  readonly sha256: string;
  readonly mode: number;
}

/** zram0 as the kernel tells it; null: not told, or not set yet. */
export interface LiveZram {
  readonly sizeBytes: number;
  readonly limitBytes: number | null;
  readonly algorithm: string | null;
  readonly priority: number | null;
}

export type TxState =
  /** Nothing is done. */
  | { readonly kind: 'prepared' }
  /** The steps before `index` are done and were read back; that one is done, half done or not. */
  | { readonly kind: 'applying'; readonly index: number; readonly isDeferred: boolean }
  /** All is done and was read back; taken back unless confirmed in this boot before `confirmByMs` of its uptime. */
  | { readonly kind: 'applied'; readonly isDeferred: boolean; readonly confirmByMs: number }
  | { readonly kind: 'confirmed'; readonly isDeferred: boolean; readonly at: Instant }
  /** `reached`: the last step that may have been done; -1 for none. */
  | { readonly kind: 'reverting'; readonly isDeferred: boolean; readonly reached: number; readonly why: RevertWhy }
  | {
      readonly kind: 'reverted';
      readonly why: RevertWhy;
      readonly at: Instant;
      readonly drift: readonly Drift[];
      readonly needsReboot: boolean;
    };

export const revertWhys = ['asked', 'not-confirmed', 'crashed', 'rebooted', 'stale', 'failed'] as const;
export type RevertWhy = (typeof revertWhys)[number];

/** What a revert left as it is: somebody else changed it since, or it could not be done. */
export interface Drift {
  /** A path, a kernel setting, `zram0` or a unit. */
  readonly target: string;
  readonly why: 'changed' | 'failed';
}

/** A change that came to rest. */
export interface Settled {
  readonly transaction: Transaction;
  /** What failed on the way; one line each, for a person. */
  readonly faults: readonly string[];
}

/** Everything that was ever done here and still stands, oldest first, and the last few that were taken back. */
export interface TuneJournal {
  readonly format: 1;
  readonly transactions: readonly Transaction[];
}

export const emptyJournal: TuneJournal = { format: 1, transactions: [] };

/** Where it lies on a machine. */
export const journalFolder = '/var/lib/membridge/tuning';
export const journalPath = `${journalFolder}/journal.json`;

/** Of those taken back so many are kept: enough to see what happened. */
const revertedMax = 10;
/** One after another without ever going back: nobody does so many. */
export const confirmedMax = 32;

/** The next text of the journal. */
export function journalText({ transactions }: TuneJournal): string {
  const reverted = transactions.filter(({ state }) => state.kind === 'reverted');
  const old = new Set(reverted.slice(0, Math.max(reverted.length - revertedMax, 0)).map(({ id }) => id));
  const kept = transactions.filter(({ id }) => !old.has(id));
  return `${JSON.stringify({ format: 1, transactions: kept }, null, 1)}\n`;
}

/** Null for what is no journal of ours: nothing may be done by it. */
export function parseJournal(text: string): TuneJournal | null {
  try {
    const parsed = journalSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** With one transaction in another state. */
export function withState({ transactions }: TuneJournal, id: string, state: TxState): TuneJournal {
  return { format: 1, transactions: transactions.map((each) => (each.id === id ? { ...each, state } : each)) };
}

const stepsMax = 64;
/** Ours have ten lines. */
const textCharsMax = 65_536;
const number = z.int().min(-2_000_000_000).max(Number.MAX_SAFE_INTEGER);
const instant = z.int().transform((value) => value as Instant);
const word = z.string().min(1).max(256);
/** What a path of ours consists of; nothing that leads elsewhere. */
const folderPath = z
  .string()
  .max(512)
  .regex(/^(\/[\w@.-]+)+$/)
  .refine((path) => !/\/\.{1,2}(\/|$)/.test(path));

const content = z
  .strictObject({ text: z.string().max(textCharsMax), sha256: sha256Schema, mode: z.int().min(0).max(0o7777) })
  .refine(({ text, sha256 }) => sha256Hex(text) === sha256);
const contentBefore = z
  .strictObject({
    kind: z.literal('file'),
    text: z.string().max(textCharsMax),
    sha256: sha256Schema,
    mode: z.int().min(0).max(0o7777),
  })
  .refine(({ text, sha256 }) => sha256Hex(text) === sha256);

const step = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('file'),
    path: z.enum(Object.values(ownPaths) as [OwnPath, ...OwnPath[]]),
    before: z.union([z.strictObject({ kind: z.literal('absent') }), contentBefore]),
    after: content,
  }),
  z
    .strictObject({
      kind: z.literal('sysctl'),
      key: z.enum(managedKeyNames as readonly [ManagedKey, ...ManagedKey[]]),
      before: number,
      after: number,
      counterpart: z
        .strictObject({ key: z.enum(boardKeys as readonly [BoardKey, ...BoardKey[]]), value: number })
        .nullable(),
    })
    .refine(({ key, after }) => after >= managedKeys[key].min && after <= managedKeys[key].max),
  z.strictObject({ kind: z.literal('reload') }),
  z.strictObject({ kind: z.literal('restart'), unit: z.string().regex(/^[\w@.-]+\.service$/) }),
]);

const zram = z.strictObject({
  sizeBytes: number,
  limitBytes: number.nullable(),
  algorithm: word.nullable(),
  priority: number.nullable(),
});

const isDeferred = z.boolean();
const why = z.enum(revertWhys);
const drift = z.strictObject({ target: word, why: z.enum(['changed', 'failed']) });
/** How far a change came, as it is stored and told. */
export const txStateSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('prepared') }),
  z.strictObject({ kind: z.literal('applying'), index: z.int().min(0).max(stepsMax), isDeferred }),
  z.strictObject({ kind: z.literal('applied'), isDeferred, confirmByMs: z.int() }),
  z.strictObject({ kind: z.literal('confirmed'), isDeferred, at: instant }),
  z.strictObject({ kind: z.literal('reverting'), isDeferred, reached: z.int().min(-1).max(stepsMax), why }),
  z.strictObject({ kind: z.literal('reverted'), why, at: instant, drift: z.array(drift), needsReboot: z.boolean() }),
]);

const transaction = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  hash: sha256Schema,
  profile: z.enum(profileIds),
  overlays: z.array(z.enum(overlayIds)),
  owner: word,
  startedAt: instant,
  bootId: word.nullable(),
  steps: z.array(step).min(1).max(stepsMax),
  folders: z.array(folderPath).max(stepsMax),
  zram: z.strictObject({ before: zram.nullable(), wanted: zram }).nullable(),
  state: txStateSchema,
});

const journalSchema = z.strictObject({
  format: z.literal(1),
  transactions: z.array(transaction).max(confirmedMax + revertedMax + 2),
});
