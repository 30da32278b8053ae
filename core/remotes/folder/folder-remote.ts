import { dirname, join, resolve, sep } from 'node:path';
import { projectRoot } from '../../model/bucket-keys.ts';
import { fail } from '../../model/errors.ts';
import type { Instant, ProjectId } from '../../model/ids.ts';
import type { Random } from '../../ports/random.ts';
import type { Remote } from '../../ports/remote.ts';
import { checkKey, checkKeyPrefix } from '../object-key.ts';
import { folderCalls } from './folder-calls.ts';
import { requireNoLinks } from './links.ts';
import { walk } from './listing.ts';
import { litter, type Writer } from './litter.ts';
import { presence } from './presence.ts';
import { lookAtObject, readObject } from './reading.ts';
import { removeObject } from './removing.ts';
import { folderTimeNs } from './store-time.ts';
import { temporaryName, temporaryNameBytes } from './temporary-name.ts';
import { writing } from './writing.ts';

export interface FolderRemoteOptions {
  /** The folder that the person named; must be there (createFolder makes it). Links, spaces and any letters are fine. */
  readonly folder: string;
  /** Below it: '' or names that end with a slash. */
  readonly prefix?: string;
  readonly project: ProjectId;
  readonly random: Random;
  /** Who writes here: lets the next process of this home remove at once what a killed one left. Without it litter goes after a day. */
  readonly writer?: Writer;
  /** False where the file system is known to have no hard links; else the first create finds out. */
  readonly hardLinks?: boolean;
}

/**
 * A plain folder as a remote: keys are paths below `<folder>/<prefix>membridge/<projectId>/`; core/FORMATS.md describes it. On
 * a local disk with hard links it is grade A of protocol.md section 10; on a network folder, a stick without hard links or
 * a folder that another program syncs, count on grade B: conditions are looked at, a race may be lost.
 * Makes folders below `folder` as they are needed, never `folder` itself.
 */
export function folderRemote(options: FolderRemoteOptions): Remote {
  const { folder, root, where } = placeOf(options);
  const { random, writer = null, hardLinks = true } = options;
  const there = presence(folder, root, where);
  const waste = litter(writer);
  const calls = folderCalls(there, where);
  const newTemporaryName = () =>
    temporaryName(writer?.id ?? 'any', writer?.processes.ownPid ?? 0, random.hex(temporaryNameBytes));
  const writes = writing({ folder, root, presence: there, litter: waste, hardLinks, newTemporaryName });

  async function atKey<T>(key: string, act: (path: string) => Promise<T>): Promise<T> {
    checkKey(key);
    return calls.run(key, async () => {
      const path = join(root, key);
      await requireNoLinks(folder, dirname(path), key);
      return act(path);
    });
  }

  return {
    kind: 'folder',
    where,
    async *list(prefix, startAfter = '') {
      checkKeyPrefix(prefix);
      const { check: checkPresent } = there;
      yield* calls.stream(async function* () {
        await requireNoLinks(folder, join(root, prefix.slice(0, prefix.lastIndexOf('/') + 1)), prefix);
        yield* walk({ root, prefix, startAfter, checkPresent, noteLitter: waste.note });
      });
    },
    get: (key, bytesMax) => atKey(key, (path) => calls.orNull(readObject(path, key, bytesMax))),
    head: (key) => atKey(key, (path) => calls.orNull(lookAtObject(path, key))),
    create: (key, body) => atKey(key, () => writes.create(key, body)),
    put: (key, body, ifMatch) => atKey(key, () => writes.put(key, body, ifMatch)),
    delete: (key) =>
      atKey(key, async () => {
        await waste.sweep(null);
        await removeObject(root, key);
      }),
    storeTime: () =>
      calls.run('', async () => {
        await requireNoLinks(folder, root, '');
        const timeNs = await folderTimeNs(folder, root, newTemporaryName, waste);
        return Number(timeNs / 1_000_000n) as Instant;
      }),
    conditions: writes.conditions,
    requests: calls.made,
  };
}

function placeOf(options: FolderRemoteOptions): { folder: string; root: string; where: string } {
  const { prefix = '', project } = options;
  const names = prefix.split('/');
  const last = names.pop();
  const right =
    last === '' && names.every((name) => name !== '' && name !== '.' && name !== '..' && !/[\\\0]/.test(name));
  if (!right) {
    throw fail('setting-invalid', {
      key: 'remote.prefix',
      value: prefix,
      expected: 'nothing, or names that end with a slash',
    });
  }
  const folder = resolve(options.folder);
  const root = join(
    folder,
    ...projectRoot(prefix, project)
      .split('/')
      .filter((name) => name !== ''),
  );
  return { folder, root, where: prefix === '' ? folder : join(folder, ...names) + sep };
}
