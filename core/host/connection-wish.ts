import { fail } from '../model/errors.ts';
import type { ProjectId } from '../model/ids.ts';
import type { Connection } from '../model/settings.ts';

/** What a person asked `init` for; what they left out is undefined. Paths are absolute. */
export interface ConnectionWish {
  readonly folder?: string | undefined;
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

/**
 * Whether a machine that is connected already is asked for just what it has. Throws `already-connected` for the first
 * thing that differs, unless the wish says reconnect: then `different`.
 */
export function compareWish(wish: ConnectionWish, have: Connection): 'same' | 'different' {
  const { remote, source } = have;
  const there = remote.kind === 'folder' ? remote.folder : remote.endpoint;
  const differing = [
    differs('folder', there, wish.folder),
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

function differs(
  setting: string,
  have: string,
  want: string | undefined,
): { setting: string; have: string; want: string } | null {
  return want === undefined || want === have ? null : { setting, have, want };
}
