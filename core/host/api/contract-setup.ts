import { z } from 'zod';
import { faultSchema } from './contract.ts';

/**
 * First run, and the settings of where the memory is kept. A browser imports this file, too. Passphrase and keys are said in
 * a POST body and nowhere else; no answer, event or log says them again.
 *
 * `GET /api/setup?language=en` tells what is known before anything is asked; `POST /api/setup/test` looks at the place only;
 * `…/plan` tells what connecting would do; `…/connect` does it, and the host then syncs by itself.
 */

const count = z.int().min(0);
const languageSchema = z.enum(['en', 'uk']);
export const factsRequestSchema = z.strictObject({ language: languageSchema.default('en') });
export type SetupLanguage = z.infer<typeof languageSchema>;

/** One line that a person typed or a store gave. An empty one is told in a sentence, as every other that does not fit. */
const line = (charsMax: number) =>
  z
    .string()
    .max(charsMax)
    .refine((text) => !/\p{Cc}/u.test(text));

/** Null: the keys that this machine has kept, or those of the AWS tools. */
const keysSchema = z.strictObject({ accessKeyId: line(256), secretAccessKey: line(1_024) }).nullable();

const folderPlaceSchema = z.strictObject({
  kind: z.literal('folder'),
  /** Absolute on the machine of the host, or `~/…`. */
  folder: line(4_096),
});

/** What is null is told by the store's name, its address, or is as stores mostly have it. */
const bucketPlaceSchema = z.strictObject({
  kind: z.literal('s3'),
  /** A name of `SetupFacts.stores`. */
  store: line(40).nullable(),
  endpoint: line(1_024).nullable(),
  region: line(64).nullable(),
  account: line(64).nullable(),
  bucket: line(255),
  prefix: z.string().max(256).nullable(),
  /** A bucket that is not there is made (by `connect`). */
  createBucket: z.boolean(),
  keys: keysSchema,
});

export const placeSchema = z.discriminatedUnion('kind', [folderPlaceSchema, bucketPlaceSchema]);
export type Place = z.infer<typeof placeSchema>;

/** Machines with the same project share one memory; null: the usual one, or that of now. */
const project = line(200).nullable();

export const testRequestSchema = z.strictObject({ language: languageSchema, place: placeSchema, project });
export type TestRequest = z.infer<typeof testRequestSchema>;

export const connectRequestSchema = z.strictObject({
  language: languageSchema,
  place: placeSchema,
  project,
  /** What people call this machine; null: its usual name, or that of now. */
  label: line(100).nullable(),
  /** As the project there has it (`test` tells); of a new one a person decides. `none` is readable by whoever reads the place. */
  encryption: z.enum(['age', 'none']),
  /** Null where there is no encryption. Exactly as typed; at most 1,024 bytes of UTF-8. For a new project asked for twice. */
  passphrase: z.string().max(4_096).nullable(),
  /** The connection of now may be given up. That of a mere local history need not be said. */
  reconnect: z.boolean(),
});
export type ConnectRequest = z.infer<typeof connectRequestSchema>;

/** What a fault is about, where it is about one thing that a person entered. */
export const setupFieldSchema = z.enum([
  'folder',
  'store',
  'endpoint',
  'region',
  'account',
  'bucket',
  'prefix',
  'accessKeyId',
  'secretAccessKey',
  'project',
  'label',
  'encryption',
  'passphrase',
  /** The connection of now would be given up: say `reconnect`. */
  'reconnect',
  /** The clock of this machine. */
  'clock',
  /** The memory of this machine. */
  'memory',
]);
export type SetupField = z.infer<typeof setupFieldSchema>;

/** Every fault of these routes; message and hint in the language that was asked for. */
export const setupFaultSchema = faultSchema.extend({
  error: faultSchema.shape.error.extend({ field: setupFieldSchema.nullable() }),
});
export type SetupFault = z.infer<typeof setupFaultSchema>['error'];

const rows = z.record(z.string(), count);

/** A store by its name: what a person has to say of it beside the bucket. */
export const storeSchema = z.object({
  /** What `place.store` takes. */
  name: z.string(),
  title: z.string(),
  /** `service`: its address follows from name, region and account. `own`: it runs at an address that its owner knows. */
  kind: z.enum(['service', 'own']),
  needs: z.array(z.enum(['endpoint', 'region', 'account'])).readonly(),
  /** For an empty field. */
  endpointExample: z.string().nullable(),
  regionExample: z.string().nullable(),
  /** A sentence that a person should read before they trust it. */
  caution: z.string().nullable(),
});
export type SetupStore = z.infer<typeof storeSchema>;

export const setupFactsSchema = z.object({
  ok: z.literal(true),
  memory: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('found'),
      path: z.string(),
      tool: z.string(),
      rows,
      /** Null where the memory knows no projects. */
      projects: count.nullable(),
      bytes: count.nullable(),
      toolVersion: z.string().nullable(),
    }),
    /** Where it will be when the memory tool has run once. */
    z.object({ kind: z.literal('none'), path: z.string() }),
    /** It is there and cannot be read. */
    z.object({ kind: z.literal('fault'), code: z.string(), message: z.string(), hint: z.string() }),
    /** The engine is at long work; the status of the host tells what it saw. */
    z.object({ kind: z.literal('busy') }),
  ]),
  /** What this machine is called where nobody says otherwise. */
  label: z.string(),
  /** The project where nobody says otherwise. */
  project: z.string(),
  /** Null: nothing is connected. */
  connection: z
    .object({
      /** For people: folder, or address with bucket and prefix. */
      where: z.string(),
      /** To fill the form with; without keys, and nothing is to be made. */
      place: placeSchema,
      project: z.object({ name: z.string(), id: z.string() }),
      label: z.string(),
      mode: z.enum(['merge', 'mirror']),
      encryption: z.enum(['age', 'none']),
      /** Only a history on this machine: connecting it to a store gives nothing up. */
      isLocalHistory: z.boolean(),
    })
    .nullable(),
  stores: z.array(storeSchema).readonly(),
  /** A synced folder that was seen in this person's home, with a name for ours below; null where there is none. */
  folder: z.string().nullable(),
  /** Keys for a bucket are here already: kept, in the environment, or the AWS tools' own. */
  hasKeys: z.boolean(),
});
export type SetupFacts = z.infer<typeof setupFactsSchema>;

/** The place answers within this, or the test says that it did not. */
export const testMsMax = 3_000;

export const setupTestSchema = z.object({
  ok: z.literal(true),
  /** The place as people read it. */
  where: z.string(),
  /** The store as far as its name or address tells. */
  store: z.string().nullable(),
  /** The project of that name that is there; null: connecting makes it. */
  project: z.object({ mode: z.enum(['merge', 'mirror']), encryption: z.enum(['age', 'none']) }).nullable(),
  /** Connecting makes a new project there. */
  isNew: z.boolean(),
  /** The folder or bucket itself is made, too. */
  makesPlace: z.boolean(),
  /** Its passphrase is asked for: a sealed project is there. */
  needsPassphrase: z.boolean(),
  /** Ids of other projects in the same place. */
  otherProjects: z.array(z.string()).readonly(),
  /** Sentences. */
  cautions: z.array(z.string()).readonly(),
});
export type SetupTest = z.infer<typeof setupTestSchema>;

/** The document of `init --json`, with `--dry-run` (`plan`) and without (`connect`). */
export const setupDocumentSchema = z.object({
  ok: z.literal(true),
  /** False for a plan, and where just this is connected already. */
  changed: z.boolean(),
  /** The project is (or would be) made; else joined. */
  created: z.boolean(),
  dryRun: z.boolean(),
  /** Folder or bucket is (or would be) made. */
  makesPlace: z.boolean(),
  /** Rows that the first sync moves. `bothHave`: mirror mode, both sides differ: it will ask. Null where nothing changes. */
  plan: z.object({ upload: count, bring: count, delete: count, bothHave: z.boolean() }).nullable(),
  project: z.object({ name: z.string(), id: z.string() }),
  device: z.object({ id: z.string().nullable(), label: z.string() }),
  mode: z.enum(['merge', 'mirror']),
  state: z.string(),
  source: z.object({ path: z.string(), exists: z.boolean(), rows }),
  remote: z.object({ kind: z.string(), where: z.string(), encryption: z.string() }),
  otherProjects: z.array(z.string()).readonly(),
  /** Sentences. */
  cautions: z.array(z.string()).readonly(),
});
export type SetupDocument = z.infer<typeof setupDocumentSchema>;
