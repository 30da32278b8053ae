import { fail } from '../model/errors.ts';
import type { ProjectId } from '../model/ids.ts';
import type { Connection, RemoteSettings } from '../model/settings.ts';
import type { KeySource } from './compose/s3-keys.ts';

/** What a person asked `init` for; what they left out is undefined. Paths are absolute. */
export interface ConnectionWish {
  readonly folder?: string | undefined;
  /** Keep a history on this machine alone, in the home. */
  readonly localHistory?: boolean;
  readonly s3?: S3Wish | undefined;
  readonly project?: string | undefined;
  /** Pinned by `project pin`; else it follows from the project's name. */
  readonly projectId?: ProjectId | undefined;
  readonly source?: string | undefined;
  readonly label?: string | undefined;
  readonly mode?: string | undefined;
  /** Said aloud: nothing in the folder is encrypted. */
  readonly noEncryption: boolean;
  /** What is connected now may be given up. */
  readonly reconnect: boolean;
}

/** A bucket; what is left out is as it was, or as its store mostly has it. */
export interface S3Wish {
  /** The store by its name (known-stores.ts), where a person said it. */
  readonly store?: string | undefined;
  readonly endpoint: string | undefined;
  readonly bucket: string | undefined;
  readonly region: string | undefined;
  readonly prefix: string | undefined;
  /** Absolute. */
  readonly caFile: string | undefined;
  /** A bucket that is not there is made. */
  readonly createBucket: boolean;
  readonly keys: KeySource;
}

/**
 * Whether a machine that is connected already is asked for just what it has. Throws `already-connected` for the first
 * thing that differs, unless the wish says reconnect: then `different`.
 */
export function compareWish(wish: ConnectionWish, have: Connection): 'same' | 'different' {
  const { source } = have;
  const differing = [
    ...differingPlace(wish, have.remote),
    differs('project', have.project, wish.project),
    differs('project id', have.projectId, wish.projectId),
    differs('source', source.path, wish.source),
    differs('label', have.label, wish.label),
    differs('mode', have.mode, wish.mode),
    wish.noEncryption ? differs('encryption', have.encryption, 'none') : null,
  ].find((each) => each !== null);
  if (differing === undefined) return 'same';
  if (wish.reconnect) return 'different';
  throw fail('already-connected', differing);
}

function differingPlace({ folder, s3 }: ConnectionWish, have: RemoteSettings): ReturnType<typeof differs>[] {
  if (have.kind === 'folder') return [differs('folder', have.folder, folder ?? s3?.endpoint ?? s3?.bucket)];
  const endpoint = s3?.endpoint === undefined ? undefined : plainEndpoint(s3.endpoint);
  return [
    differs('store', have.endpoint, folder ?? endpoint),
    differs('bucket', have.bucket, s3?.bucket),
    differs('region', have.region, s3?.region),
    differs('prefix', have.prefix, s3?.prefix === undefined ? undefined : plainPrefix(s3.prefix)),
    differs('certificate authority', have.caFile ?? '', s3?.caFile),
  ];
}

function differs(
  setting: string,
  have: string,
  want: string | undefined,
): { setting: string; have: string; want: string } | null {
  return want === undefined || want === have ? null : { setting, have, want };
}

/** In the form that settings keep: without a slash at the end. */
export function plainEndpoint(endpoint: string): string {
  return URL.canParse(endpoint) ? endpoint.replace(/\/+$/, '') : endpoint;
}

/** '' or names that end with a slash. */
export function plainPrefix(prefix: string): string {
  const names = prefix.split('/').filter((name) => name !== '');
  return names.map((name) => `${name}/`).join('');
}
