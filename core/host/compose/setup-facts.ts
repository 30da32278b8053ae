import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isFault } from '../../model/errors.ts';
import { knownStores, storeAt, type KnownStore } from '../../model/known-stores.ts';
import type { Connection, RemoteSettings } from '../../model/settings.ts';
import { textIn, type Text } from '../../text/text.ts';
import type { Place, SetupFacts, SetupLanguage, SetupStore } from '../api/contract-setup.ts';
import { isLocalHistory } from '../local-history.ts';
import type { CommandEnd, EngineThread } from '../thread/engine-thread.ts';
import { turnWithin } from '../turn-within.ts';
import { projectOf, usualLabel } from './connect-plan.ts';
import type { HomeFiles } from './home-files.ts';
import { environmentKeys, hasAwsKeys, keptKeys } from './s3-keys.ts';
import type { Surroundings } from './surroundings.ts';
import type { Tools } from './tools.ts';

export interface FactsParts {
  readonly thread: Pick<EngineThread, 'command' | 'busy'>;
  readonly files: Pick<HomeFiles, 'home' | 'settings' | 'secrets'>;
  readonly tools: Tools;
}

/** A page waits so long for the engine to be free; its longer work is not waited for, and not interrupted. */
const turnMsMax = 2_000;

/** Folders that programs keep the same on several machines, below a person's home. */
const syncedFolders = [
  'Sync',
  'Syncthing',
  'Nextcloud',
  'Dropbox',
  'OneDrive',
  'pCloudDrive',
  'Library/Mobile Documents/com~apple~CloudDocs',
];

/** What is known before anybody is asked. No secret is in it. Faults: `settings-unreadable`, `setting-invalid`, `interrupted`. */
export function setupFactsDesk({ thread, files, tools }: FactsParts) {
  return async (language: SetupLanguage, signal: AbortSignal): Promise<SetupFacts> => {
    const text = textIn(language);
    const connection = files.settings.read().connection ?? null;
    const memory = await memoryHere(thread, language, tools, signal);
    return {
      ok: true,
      memory,
      label: connection?.label ?? usualLabel(tools.at),
      project: projectOf({}, connection, tools.at).project,
      connection: connection === null ? null : connectionTold(connection, files.home.folder),
      stores: knownStores.map((store) => storeTold(store, text)),
      folder: suggestedFolder(tools.at),
      hasKeys: await hasKeys(files, tools.at),
    };
  };
}

async function memoryHere(
  thread: FactsParts['thread'],
  language: SetupLanguage,
  { clock }: Pick<Tools, 'clock'>,
  signal: AbortSignal,
): Promise<SetupFacts['memory']> {
  try {
    const end = await turnWithin({
      clock,
      withinMs: turnMsMax,
      signal,
      work: (within) => thread.command(['found', '--json', '--lang', language], within),
      // The look itself is under way: a slow board is waited for.
      hasBegun: () => thread.busy()?.what === 'found',
    });
    return end === null ? { kind: 'busy' } : memoryTold(end);
  } catch (error) {
    if (!isFault(error, 'interrupted')) throw error;
    return { kind: 'busy' };
  }
}

const count = z.int().min(0);
const foundSchema = z.discriminatedUnion('found', [
  z.object({ found: z.literal(false), path: z.string() }),
  z.object({
    found: z.literal(true),
    path: z.string(),
    tool: z.string(),
    rows: z.record(z.string(), count),
    projects: count.nullable(),
    bytes: count.nullable(),
    toolVersion: z.string().nullable(),
  }),
]);
const refusedSchema = z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string() }) });

function memoryTold({ exitCode, document }: CommandEnd): SetupFacts['memory'] {
  if (exitCode !== 0) return { kind: 'fault', ...refusedSchema.parse(document).error };
  const seen = foundSchema.parse(document);
  if (!seen.found) return { kind: 'none', path: seen.path };
  const { found: _, ...memory } = seen;
  return { kind: 'found', ...memory };
}

function connectionTold(
  { remote, project, projectId, label, mode, encryption }: Connection,
  home: string,
): SetupFacts['connection'] {
  return {
    where: whereTold(remote),
    place: placeTold(remote),
    project: { name: project, id: projectId },
    label,
    mode,
    encryption,
    isLocalHistory: isLocalHistory(remote, home),
  };
}

function whereTold(remote: RemoteSettings): string {
  return remote.kind === 'folder' ? remote.folder : `${remote.endpoint}/${remote.bucket}/${remote.prefix}`;
}

function placeTold(remote: RemoteSettings): Place {
  if (remote.kind === 'folder') return { kind: 'folder', folder: remote.folder };
  const { endpoint, region, bucket, prefix } = remote;
  const store = storeAt(endpoint)?.name ?? null;
  return { kind: 's3', store, endpoint, region, account: null, bucket, prefix, createBucket: false, keys: null };
}

function storeTold({ name, title, kind, endpoint, regionExample, caution }: KnownStore, text: Text): SetupStore {
  const isOwn = kind === 'own';
  const blanks = (['region', 'account'] as const).filter((blank) => endpoint.includes(`{${blank}}`));
  return {
    name,
    title,
    kind,
    needs: isOwn ? ['endpoint'] : blanks,
    endpointExample: isOwn ? endpoint : null,
    regionExample: regionExample ?? null,
    caution: caution === undefined ? null : text.words.connect.cautions[caution](title),
  };
}

function suggestedFolder({ home }: Pick<Surroundings, 'home'>): string | null {
  const synced = syncedFolders.map((name) => join(home, name)).find((folder) => existsSync(folder));
  return synced === undefined ? null : join(synced, 'membridge');
}

/** Half a pair in the environment, or secrets that cannot be read, are told when they are needed. */
async function hasKeys({ secrets }: Pick<HomeFiles, 'secrets'>, at: Surroundings): Promise<boolean> {
  try {
    return environmentKeys(at.env) !== null || (await keptKeys(secrets)) !== null || hasAwsKeys(at);
  } catch (error) {
    if (isFault(error)) return false;
    throw error;
  }
}
