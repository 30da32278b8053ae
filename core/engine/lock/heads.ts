import { deviceHeadKey, headKey, headsPrefix, parseHeadKey } from '../../model/bucket-keys.ts';
import type { Base } from '../../model/base.ts';
import { fail } from '../../model/errors.ts';
import { headView, parseHead, type Head, type HeadView } from '../../model/head.ts';
import type { Observation } from '../../model/observation.ts';
import type { Revision } from '../../model/ids.ts';
import { headsReadMax } from '../../model/limits.ts';
import type { Machine } from '../machine.ts';
import { readText } from '../vault.ts';

type Vault = Pick<Machine, 'remote' | 'seal'>;

/** Enough to hide a store's delay; a bucket stuffed with names must not fill the memory, or be read to its end once one is bad. */
const headsReadAtOnce = 8;

export interface HeadsSeen {
  readonly view: HeadView;
  readonly baseHead: Observation['baseHead'];
}

/**
 * What the heads say now. One LIST of names, then only what can matter is read: the highest revision, and every
 * revision in the window that two devices published, so that a late sibling is seen by everybody alike.
 */
export async function readHeads(vault: Vault, base: Base | null): Promise<HeadsSeen> {
  const names = await listedNames(vault, base);
  const known = await readAll(vault, namesToRead(names));
  const ours = base === null ? null : await readBaseHead(vault, base, known);
  return {
    view: headView(openHeads(ours === null ? known : [...known, ours])),
    baseHead: base === null ? 'no-base' : ours === null ? 'absent' : 'present',
  };
}

/** One head by its name; null when the store says it is not there. Throws `object-damaged`, `format-unknown`. */
export async function readHead(vault: Vault, key: string): Promise<Head | null> {
  const read = await readText(vault, key);
  if (read === null) return null;
  const head = parseHead(key, read.text);
  const name = parseHeadKey(key);
  const isOfName = name?.revision === head.revision && (name.device === null || name.device === head.device);
  if (!isOfName)
    throw fail('object-damaged', { key, finding: `it tells of revision ${head.revision} of another name` });
  return head;
}

async function readAll(vault: Vault, keys: readonly string[]): Promise<Head[]> {
  const heads: Head[] = [];
  for (let at = 0; at < keys.length; at += headsReadAtOnce) {
    const read = await Promise.all(keys.slice(at, at + headsReadAtOnce).map((key) => readHead(vault, key)));
    heads.push(...read.filter((head) => head !== null));
  }
  return heads;
}

/**
 * The heads that may be current: those of the highest revision, and those of a revision that several devices published.
 * A revision with one head is an ancestor of every later one, though the heads between were not read: our own base,
 * two revisions behind, is no second tip.
 */
function openHeads(heads: readonly Head[]): Head[] {
  const highest = Math.max(0, ...heads.map((head) => head.revision));
  const isShared = (head: Head) =>
    heads.some((other) => other.revision === head.revision && other.nonce !== head.nonce);
  return heads.filter((head) => head.revision === highest || isShared(head));
}

/** A listing proves no absence: the head we agreed on is looked up by its exact name, and must be the same one. */
async function readBaseHead(vault: Vault, base: Base, known: readonly Head[]): Promise<Head | null> {
  const listed = known.find((head) => head.nonce === base.nonce);
  if (listed) return listed;
  const head =
    (await readHead(vault, deviceHeadKey(base.revision, base.device))) ??
    (await readHead(vault, headKey(base.revision)));
  return head?.nonce === base.nonce ? head : null;
}

async function listedNames(vault: Vault, base: Base | null): Promise<string[]> {
  const from = Math.max(0, (base?.revision ?? 0) - headsReadMax) as Revision;
  const names: string[] = [];
  for await (const { key } of vault.remote.list(headsPrefix, base === null ? undefined : headKey(from))) {
    if (parseHeadKey(key) === null) continue;
    names.push(key);
    // A first look at an old project needs only its newest heads.
    if (names.length > 4 * headsReadMax) names.splice(0, names.length - 2 * headsReadMax);
  }
  return names;
}

function namesToRead(names: readonly string[]): string[] {
  const byRevision = new Map<number, string[]>();
  for (const key of names) {
    const revision = parseHeadKey(key)?.revision ?? 0;
    byRevision.set(revision, [...(byRevision.get(revision) ?? []), key]);
  }
  const highest = Math.max(0, ...byRevision.keys());
  return [...byRevision].flatMap(([revision, keys]) => {
    const perDevice = keys.filter((key) => parseHeadKey(key)?.device !== null);
    const wanted = perDevice.length > 0 ? perDevice : keys;
    return revision === highest || wanted.length > 1 ? wanted : [];
  });
}

/** All heads of one revision, united by nonce. */
export async function readHeadsOfRevision(vault: Vault, revision: number): Promise<Head[]> {
  const prefix = headKey(revision as Revision).replace(/\.json$/, '');
  const heads = new Map<string, Head>();
  for await (const { key } of vault.remote.list(prefix)) {
    const head = parseHeadKey(key) === null ? null : await readHead(vault, key);
    if (head !== null) heads.set(head.nonce, head);
  }
  return [...heads.values()];
}
