import { z } from 'zod';
import { leaseTtlMsDefault, safetyCopiesKept, setAsideDaysMin } from './limits.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const milliseconds = (least: number, most: number) => z.int().min(least).max(most);

const remoteSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('folder'), folder: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('s3'),
    endpoint: z.url(),
    bucket: z.string().min(1),
    region: z.string().min(1),
    prefix: z.string(),
    /** A certificate authority of one's own, beside the known ones. */
    caFile: z.string().min(1).exactOptional(),
  }),
]);
export type RemoteSettings = z.infer<typeof remoteSchema>;

/** What `init` wrote: where this machine's memory is kept and what was pinned then. */
export const connectionSchema = z.strictObject({
  project: z.string().min(1).max(200),
  /** Pinned, so that a rename never orphans a memory. */
  projectId: z.string().regex(/^[0-9a-f]{16}$/),
  mode: z.enum(['merge', 'mirror']),
  remote: remoteSchema,
  source: z.strictObject({ kind: z.enum(['claude-mem', 'sqlite-file']), path: z.string().min(1) }),
  label: z.string().min(1).max(100),
  /** Pinned at join: nobody can exchange the bucket or switch sealing off in it. */
  repoId: z.string().regex(/^[0-9a-f]{32}$/),
  encryption: z.enum(['age', 'none']),
});
export type Connection = z.infer<typeof connectionSchema>;

/** All that `config` can set, for every face of the product; cli.md has the list with units. */
export const settingsSchema = z.strictObject({
  quietPeriodMs: milliseconds(1_000, dayMs).default(20_000),
  maxDelayMs: milliseconds(1_000, dayMs).default(5 * minuteMs),
  pollMinMs: milliseconds(1_000, dayMs).default(15_000),
  pollMaxMs: milliseconds(1_000, dayMs).default(5 * minuteMs),
  /** On battery only what a person asks for is done. */
  waitOnBattery: z.boolean().default(false),
  /** The same where the connection is paid by its bytes. */
  waitOnMetered: z.boolean().default(false),
  hostAddress: z.string().min(1).default('127.0.0.1'),
  hostPort: z.int().min(1).max(65_535).default(47_780),
  /** The host may listen beyond this machine, at `hostAddress`; then with TLS only. */
  lan: z.boolean().default(false),
  workerControl: z.enum(['auto', 'ask', 'never']).default('auto'),
  syncToolUses: z.boolean().default(false),
  language: z.enum(['system', 'en', 'uk']).default('system'),
  leaseTtlMs: milliseconds(60_000, dayMs).default(leaseTtlMsDefault),
  retention: z
    .strictObject({
      /** Ordinary safety copies kept on this machine. */
      safetyCopies: z.int().min(1).max(1_000).default(safetyCopiesKept),
      /** Days that a set-aside state (a loser, an undone state) is kept at least. */
      setAsideDays: z.int().min(setAsideDaysMin).max(3_650).default(setAsideDaysMin),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** The whole settings file. `connection` is absent until `init`. */
export const settingsFileSchema = z.strictObject({
  format: z.literal(1),
  settings: settingsSchema,
  connection: connectionSchema.optional(),
});
export type SettingsFile = z.infer<typeof settingsFileSchema>;

export const settingsDefault: Settings = settingsSchema.parse({});
