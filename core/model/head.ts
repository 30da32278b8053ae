import { z } from 'zod';
import { parseSnapshotKey } from './bucket-keys.ts';
import { deviceIdSchema, epochSchema, instantSchema, nonceSchema, revisionSchema, sha256Schema } from './ids.ts';
import { encodeStored, formatCurrent, parseStored, shownText } from './stored-json.ts';

const headSchema = z.object({
  format: z.literal(formatCurrent),
  kind: z.literal('head'),
  revision: revisionSchema,
  /** Tells two heads of one revision apart, and one head under its two names together. */
  nonce: nonceSchema,
  /** The head this one was made on; null for the first of a project. */
  parent: z.object({ revision: revisionSchema, nonce: nonceSchema }).nullable(),
  epoch: epochSchema,
  device: deviceIdSchema,
  label: shownText(200),
  at: instantSchema,
  why: z.enum(['push', 'force', 'undo', 'restore']),
  manifest: z.object({
    key: z.string().refine((key) => parseSnapshotKey(key)?.name === 'manifest.json', 'names no manifest'),
    storedSha256: sha256Schema,
  }),
  image: z.object({ bytes: z.int().min(1), sha256: sha256Schema }),
  /** Digest of the content (content.ts), and its rows: enough to decide and to show without the manifest. */
  content: z.object({ digest: sha256Schema, rows: z.record(z.string(), z.int().min(0)) }),
});

/** One entry of the numbered list of mirror snapshots (protocol.md section 9). */
export type Head = z.infer<typeof headSchema>;

export function encodeHead(head: Head): string {
  return encodeStored(head);
}

/** Faults: `object-damaged`, `format-unknown`, both naming `key`. */
export function parseHead(key: string, text: string): Head {
  return parseStored(key, text, headSchema);
}

/** What the heads of a project say together. */
export type HeadView =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly head: Head }
  /** Two or more heads that nobody chose between yet: all images are kept, a person decides. Newest first. */
  | { readonly kind: 'diverged'; readonly heads: readonly Head[] };

/**
 * The current head among those read. Only the highest epoch counts: a force push chose. In it, a head that another
 * one was made on is history; what is left over are the tips. Heads are united by nonce, so the two names of one
 * head count once, and the order of arrival never matters.
 */
export function headView(heads: readonly Head[]): HeadView {
  if (heads.length === 0) return { kind: 'none' };
  const epoch = Math.max(...heads.map((head) => head.epoch));
  const current = new Map(heads.filter((head) => head.epoch === epoch).map((head) => [head.nonce, head]));
  const parents = new Set([...current.values()].map((head) => head.parent?.nonce));
  const tips = [...current.values()].filter((head) => !parents.has(head.nonce)).toSorted(byRevisionThenNonce);
  const [first, ...others] = tips;
  if (first === undefined) throw new Error('heads form a cycle');
  return others.length === 0 ? { kind: 'one', head: first } : { kind: 'diverged', heads: tips };
}

function byRevisionThenNonce(a: Head, b: Head): number {
  return b.revision - a.revision || (a.nonce < b.nonce ? -1 : 1);
}
