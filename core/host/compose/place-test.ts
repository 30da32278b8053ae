import { projectIdSchema } from '../../model/ids.ts';
import type { RemoteSettings } from '../../model/settings.ts';
import { fail, isFault } from '../../model/errors.ts';
import { loadSdk } from '../../remotes/s3/client.ts';
import type { ConnectionWish } from '../connection-wish.ts';
import { isLocalHistory } from '../local-history.ts';
import { unlessAborted } from '../thread/abortable-remote.ts';
import { placeOf, projectOf } from './connect-plan.ts';
import type { HomeFiles } from './home-files.ts';
import { realPath, requireApart } from './paths.ts';
import { lookAtPlace, requireWritable, type SeenPlace } from './place-look.ts';
import { remoteAt } from './remote.ts';
import type { Tools } from './tools.ts';
import { usualMemory } from './usual-memory.ts';
import { wishedRemote } from './wished-remote.ts';

/** A place that was looked at, without a look into any memory. */
export interface TestedPlace {
  readonly place: RemoteSettings;
  readonly where: string;
  readonly seen: Pick<SeenPlace, 'project' | 'makesPlace' | 'otherProjects'>;
}

/**
 * Whether a place answers, lets us in and what it holds for this project; nothing is written. It answers within `withinMs`
 * or counts as not answering. Faults: those of `lookAtPlace`, `setting-invalid`, `remote-folder-inside`, `interrupted`.
 */
export async function testPlace(
  wish: ConnectionWish,
  files: HomeFiles,
  tools: Tools,
  { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<TestedPlace> {
  const { clock } = tools;
  // Read from disk once in the life of a process: on a slow board that is no fault of the store.
  if (wish.s3 !== undefined) await loadSdk();
  const [late, ended] = [new AbortController(), new AbortController()];
  const patience = clock.sleep(withinMs, ended.signal).then(
    () => late.abort(),
    () => {},
  );
  // Until more is known: what a person sees of the place in the fault.
  const at = { where: wish.folder ?? wish.s3?.endpoint ?? '' };
  try {
    return await unlessAborted(AbortSignal.any([signal, late.signal]), () => look(wish, files, tools, at));
  } catch (error) {
    if (!late.signal.aborted || !isFault(error, 'interrupted')) throw error;
    throw fail('remote-unreachable', { where: at.where, reason: 'no-answer' }, error);
  } finally {
    ended.abort();
    await patience;
  }
}

async function look(wish: ConnectionWish, files: HomeFiles, tools: Tools, at: { where: string }): Promise<TestedPlace> {
  const { wanted, before, home } = await placeOf(wish, files);
  const place = wishedRemote(wanted, before?.remote ?? null);
  if (place.kind === 'folder' && !isLocalHistory(place, home))
    requireApart(place.folder, home, await realPath(before?.source.path ?? (await usualMemory(tools))));
  const projectId = projectIdSchema.parse(projectOf(wanted, before, tools.at).projectId);
  const { where } = remoteAt(place, projectId, { tools, keys: () => Promise.resolve(null) });
  at.where = where;
  const { project, makesPlace, otherProjects } = await lookAtPlace(place, projectId, wanted, files, tools);
  if (place.kind === 'folder') await requireWritable(place.folder, makesPlace);
  return { place, where, seen: { project, makesPlace, otherProjects } };
}
