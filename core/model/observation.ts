import type { Base } from './base.ts';
import type { HeadView } from './head.ts';
import type { Sha256 } from './ids.ts';

/** What a person or a trigger wants. Commands set an intent; only decide chooses the act. */
export type Intent = 'sync' | 'push' | 'pull' | 'force-push' | 'force-pull';

export type LocalView =
  /** No file; one of no bytes; one that is no sound database, which only a force pull looks past. */
  | { readonly kind: 'none'; readonly file?: 'empty' | 'broken' }
  | {
      readonly kind: 'content';
      readonly digest: Sha256;
      readonly rows: Readonly<Record<string, number>>;
      readonly schemaVersions: readonly number[];
    };

/** Everything a decision may depend on, read before it; mirror mode. Plain data, so that it can be recorded and replayed. */
export interface Observation {
  readonly intent: Intent;
  /** A person said yes to what a brake asks. */
  readonly confirmed: boolean;
  readonly local: LocalView;
  readonly base: Base | null;
  readonly remote: HeadView;
  /** The head of our base, read by its exact name: `absent` means the bucket shows less than it did. */
  readonly baseHead: 'present' | 'absent' | 'no-base';
  /** For a force push of what the head has already: whether its stored image was read, and found damaged. */
  readonly storedImage?: 'whole' | 'damaged';
}
