import { fail, isFault } from '../model/errors.ts';
import type { Moment } from '../model/tune/act.ts';
import { type BoardFacts, boardFacts, zramMakers } from '../model/tune/facts.ts';
import { type PlanReason, tunePlan } from '../model/tune/plan.ts';
import { profileFor, storageFor } from '../model/tune/profiles.ts';
import type { TuneJournal } from '../model/tune/transaction.ts';
import type { BoardTree } from '../model/tune/tree.ts';
import { confirmLeftMs, standing } from '../model/tune/verdict.ts';
import type { HelperDone, HelperWish } from '../ports/board-helper.ts';
import { textIn, type Text } from '../text/text.ts';
import { ownerName } from '../text/tune-finding.ts';
import { changesTakenBack } from '../text/tune-taken-back.ts';
import type { Board, BoardStanding } from './api/contract-board.ts';
import type { BoardFace } from './board-face.ts';
import type { BoardPlace } from './board-place.ts';
import { applyWords, bounded, toldPlan } from './board-plan.ts';
import { sampleRing } from './board-samples.ts';

/** Answers for one machine. It keeps a few samples, and no timer: nothing is read while nobody asks. */
export function boardDesk(place: BoardPlace): BoardFace {
  const ring = sampleRing(place);
  return {
    samples: ring.after,
    plan: (wish, language) => toldPlan(place, wish, textIn(language)),
    async look(language) {
      const text = textIn(language);
      const helper = await place.helper.sight();
      const facts = boardFacts(place.tree);
      const changes = changesOf(place, text);
      return {
        ok: true,
        isListed: isListed(place.tree, facts) || changes.standing.state !== 'none',
        helper,
        facts: toldFacts(facts, text),
        fits: fitsOf(facts),
        ...changes,
        commands: {
          confirm: place.command(['tune', 'confirm']),
          revert: place.command(['tune', 'revert']),
          install: place.command(['tune', 'install-helper']),
        },
      };
    },
    async act(wish, language) {
      await requireHelper(place, wish);
      const { changes } = await asked(place, wish);
      return { ok: true, says: bounded(changesTakenBack(textIn(language), changes)) };
    },
  };
}

/** What the helper refuses as stale is stale only where this account sees another machine than was shown, too. */
async function asked(place: BoardPlace, wish: HelperWish): Promise<HelperDone> {
  try {
    return await place.helper.act(wish);
  } catch (error) {
    // Another plan, not a target of it that changed meanwhile.
    const isStale = isFault(error, 'tune-stopped') && error.data.target === 'tune plan';
    if (wish.verb !== 'apply' || !isStale) throw error;
    if (tunePlan(boardFacts(place.tree), wish.wish).hash !== wish.hash) throw error;
    // Root can read what this account cannot, and plans otherwise: it has to show that plan itself.
    throw fail('tune-needs-root', { command: place.command(applyWords(wish.wish)) }, error);
  }
}

/** Throws `tune-needs-root`, with the command that does the same. */
async function requireHelper({ helper, command }: BoardPlace, wish: HelperWish): Promise<void> {
  if ((await helper.sight()) === 'ready') return;
  const words = wish.verb === 'apply' ? applyWords(wish.wish) : ['tune', wish.verb];
  throw fail('tune-needs-root', { command: command(words) });
}

/** Why nothing of it is a matter for a person here: without these a machine has settings that can be looked at. */
const idleReasons: ReadonlySet<PlanReason | null> = new Set(['not-linux', 'container', 'overlay-root', 'no-zram']);

/** A board, or a machine whose zram could be tuned; a PC without zram is neither. */
function isListed(tree: BoardTree, facts: BoardFacts): boolean {
  if (facts.memory === null || facts.container !== null) return false;
  const isBoard = tree.read('/proc/device-tree/model').kind === 'text' || facts.distribution.flavour !== 'plain';
  return isBoard || !idleReasons.has(tunePlan(facts, { profile: null, overlays: [] }).reason);
}

function toldFacts(facts: BoardFacts, text: Text): Board['facts'] {
  const { kind, device, filesystem } = facts.rootDisk;
  return {
    model: cut(facts.model),
    system: cut(facts.distribution.name),
    kernel: cut(facts.kernel),
    container: cut(facts.container),
    processor: cut(facts.processor.name),
    cores: facts.processor.cores,
    memoryBytes: facts.memory?.totalBytes ?? null,
    storage: { kind, device: cut(device), filesystem: cut(filesystem) },
    zramBy: zramMakers(facts).map(({ id }) => ownerName(text, id)),
    limitsWork: facts.memoryController,
  };
}

function fitsOf({ memory, rootDisk }: BoardFacts): Board['fits'] {
  if (memory === null) return null;
  return { profile: profileFor(Math.floor(memory.totalBytes / 2 ** 20)), overlay: storageFor(rootDisk.kind) };
}

function changesOf(place: BoardPlace, text: Text): Pick<Board, 'standing' | 'takenBack'> {
  try {
    const { journal, moment } = place.changes();
    const last = journal.transactions.at(-1);
    const takenBack =
      last?.state.kind === 'reverted'
        ? { at: Math.max(last.state.at, 0), says: bounded(changesTakenBack(text, [last])) }
        : null;
    return { standing: standingIn(journal, moment), takenBack };
  } catch (error) {
    if (!isFault(error, 'tune-journal-damaged')) throw error;
    return { standing: { state: 'damaged', says: text.sentence(error).message }, takenBack: null };
  }
}

function standingIn(journal: TuneJournal, moment: Moment): BoardStanding {
  const [newest] = standing(journal);
  if (newest === undefined) return { state: 'none' };
  const { profile, state } = newest;
  if (state.kind === 'confirmed') return { state: 'in-force', profile, at: Math.max(state.at, 0) };
  const leftMs = confirmLeftMs(journal, moment);
  if (state.kind !== 'applied' || leftMs === null) return { state: 'unsettled', profile };
  return { state: 'waiting', profile, leftMs: Math.round(leftMs) };
}

/** A name of the machine's own goes to a page: no longer than one shows. */
function cut(name: string | null): string | null {
  return name === null ? null : name.slice(0, nameCharsMax);
}

const nameCharsMax = 200;
