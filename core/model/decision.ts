import type { Base } from './base.ts';
import { brakeFor, type BrakeFinding } from './brake.ts';
import { rowCount } from './content.ts';
import type { Head } from './head.ts';
import type { LocalView, Observation } from './observation.ts';

export type PullWhy =
  /** The first image on a machine that has none. */
  | 'first'
  /** The others moved on, this machine did not. */
  | 'behind'
  /** Another device forced: what is here is set aside. */
  | 'forced-by-other'
  /** A person asked to replace what is here. */
  | 'replace';

export type Decision =
  | {
      readonly kind: 'nothing';
      readonly why: 'agreed' | 'only-here-moved' | 'no-memory-anywhere' | 'only-remote-moved' | 'declined';
    }
  /** Same content on both sides without a common base: note the agreement, move no bytes. */
  | { readonly kind: 'adopt'; readonly head: Head }
  | { readonly kind: 'push'; readonly parents: readonly Head[]; readonly force: boolean }
  | { readonly kind: 'pull'; readonly head: Head; readonly why: PullWhy; readonly setAside: boolean }
  /** Both moved past base: nothing is changed, a person decides. */
  | { readonly kind: 'diverged'; readonly head: Head; readonly joined: boolean }
  | { readonly kind: 'heads-diverged'; readonly heads: readonly Head[] }
  /** Force pull while heads diverged: the chosen one is published again above all, then taken. */
  | { readonly kind: 'choose'; readonly head: Head; readonly heads: readonly Head[] }
  | { readonly kind: 'source-missing' }
  | { readonly kind: 'brake'; readonly finding: BrakeFinding }
  | { readonly kind: 'rolled-back'; readonly known: number; readonly shown: number };

/**
 * What to do in mirror mode: the file to read first. Pure and total: every observation has one decision, and none
 * of them loses anything without a copy set aside (protocol.md sections 8 and 9).
 */
export function decide(seen: Observation): Decision {
  const rolledBack = rollback(seen);
  if (rolledBack) return rolledBack;
  switch (seen.intent) {
    case 'force-push':
      return forcePush(seen);
    case 'force-pull':
      return forcePull(seen);
    case 'sync':
    case 'push':
    case 'pull':
      return ordinary(seen);
  }
}

/**
 * Heads never expire, so a bucket that no longer has the head we agreed on was rolled back, emptied or exchanged.
 * A listing alone proves nothing: observe reads that one head by its exact name.
 */
function rollback({ base, baseHead, remote }: Observation): Decision | null {
  if (base === null || baseHead !== 'absent') return null;
  const heads = remote.kind === 'none' ? [] : remote.kind === 'one' ? [remote.head] : remote.heads;
  return { kind: 'rolled-back', known: base.revision, shown: Math.max(0, ...heads.map((head) => head.revision)) };
}

function ordinary(seen: Observation): Decision {
  const { remote, local, base, intent } = seen;
  if (remote.kind === 'diverged') return { kind: 'heads-diverged', heads: remote.heads };
  if (remote.kind === 'none') return onEmptyRemote(seen);
  const { head } = remote;
  if (local.kind === 'none') {
    // A database that vanished here is fetched again by a pull; a push of nothing would be a delete of everything.
    return intent === 'push' ? { kind: 'source-missing' } : { kind: 'pull', head, why: 'first', setAside: false };
  }
  if (base?.nonce === head.nonce) return onSameHead(seen, local, base);
  if (local.digest === head.content.digest) return { kind: 'adopt', head };
  if (base === null && rowCount(local.rows) === 0) {
    // claude-mem was started before we were: its tables are there, and nobody has a memory in them.
    return intent === 'push'
      ? { kind: 'nothing', why: 'only-remote-moved' }
      : { kind: 'pull', head, why: 'first', setAside: false };
  }
  const moved = base === null || local.digest !== base.digest;
  if (base?.declined === head.nonce && !moved) return { kind: 'nothing', why: 'declined' };
  if (base !== null && head.epoch > base.epoch) {
    if (intent === 'push')
      return moved ? { kind: 'diverged', head, joined: false } : { kind: 'nothing', why: 'only-remote-moved' };
    return { kind: 'pull', head, why: 'forced-by-other', setAside: true };
  }
  if (moved) return { kind: 'diverged', head, joined: base === null };
  return intent === 'push'
    ? { kind: 'nothing', why: 'only-remote-moved' }
    : { kind: 'pull', head, why: 'behind', setAside: false };
}

function onEmptyRemote({ local, intent }: Observation): Decision {
  if (local.kind === 'none')
    return intent === 'push' ? { kind: 'source-missing' } : { kind: 'nothing', why: 'no-memory-anywhere' };
  return intent === 'pull' ? { kind: 'nothing', why: 'only-here-moved' } : { kind: 'push', parents: [], force: false };
}

function onSameHead(seen: Observation, local: LocalView & { kind: 'content' }, base: Base): Decision {
  if (local.digest === base.digest) return { kind: 'nothing', why: 'agreed' };
  if (seen.intent === 'pull') return { kind: 'nothing', why: 'only-here-moved' };
  const finding = seen.confirmed ? null : brakeFor(base.rows, local.rows);
  if (finding) return { kind: 'brake', finding };
  const head = seen.remote.kind === 'one' ? [seen.remote.head] : [];
  return { kind: 'push', parents: head, force: false };
}

function forcePush({ local, remote, base, storedImage }: Observation): Decision {
  if (local.kind === 'none') return { kind: 'source-missing' };
  if (remote.kind === 'none') return { kind: 'push', parents: [], force: false };
  const parents = remote.kind === 'one' ? [remote.head] : remote.heads;
  // The same content again mends what was damaged in the remote: the person holds the only whole copy.
  if (remote.kind === 'one' && remote.head.content.digest === local.digest && storedImage !== 'damaged') {
    return base?.nonce === remote.head.nonce
      ? { kind: 'nothing', why: 'agreed' }
      : { kind: 'adopt', head: remote.head };
  }
  return { kind: 'push', parents, force: true };
}

function forcePull({ local, remote, base }: Observation): Decision {
  if (remote.kind === 'none') return { kind: 'nothing', why: 'no-memory-anywhere' };
  if (remote.kind === 'diverged') return choose(remote.heads, base);
  const { head } = remote;
  if (local.kind === 'none') return { kind: 'pull', head, why: 'first', setAside: local.file === 'broken' };
  if (local.digest === head.content.digest) {
    return base?.nonce === head.nonce ? { kind: 'nothing', why: 'agreed' } : { kind: 'adopt', head };
  }
  return { kind: 'pull', head, why: 'replace', setAside: true };
}

/** Of diverged heads the newest that is not ours: a person who wants ours forces a push. */
function choose(heads: readonly Head[], base: Base | null): Decision {
  const head = heads.find(({ nonce }) => nonce !== base?.nonce) ?? heads[0];
  return head === undefined ? { kind: 'nothing', why: 'no-memory-anywhere' } : { kind: 'choose', head, heads };
}
