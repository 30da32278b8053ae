import { readHeads } from '../../engine/lock/heads.ts';
import type { Machine } from '../../engine/machine.ts';
import { readManifest } from '../../engine/snapshots/download.ts';
import type { Connection } from '../../model/settings.ts';

/** What kind of memory a project holds, as its newest image says; null where there is no image yet. */
export async function storedKind(
  vault: Pick<Machine, 'remote' | 'seal'>,
): Promise<Connection['source']['kind'] | null> {
  const { view } = await readHeads(vault, null);
  const head = view.kind === 'none' ? undefined : view.kind === 'one' ? view.head : view.heads[0];
  return head === undefined ? null : (await readManifest(vault, head)).source.kind;
}
