import type { Finding } from './findings.ts';
import { liveSwaps } from './live-swaps.ts';
import { type Look, lookInto } from './look.ts';
import { boardModel, containerKind, type Distribution, distribution } from './machine.ts';
import { type Memory, memoryController, memoryOf, zswapOn } from './memory.ts';
import { type OwnFile, ownFiles } from './own-files.ts';
import { isZramOffAtBoot, type Owner, ownersOf } from './owners.ts';
import { type Processor, processorOf } from './processor.ts';
import { type RootDisk, rootDisk } from './root-disk.ts';
import { type Swap, swapsOf } from './swaps.ts';
import { type KeyFact, keyFacts } from './sysctl.ts';
import type { BoardTree } from './tree.ts';
import { type ZramDevice, zramDevices } from './zram.ts';

/** Everything about a machine that tuning goes by. */
export interface BoardFacts {
  /** The board's or the PC's name. */
  readonly model: string | null;
  readonly distribution: Distribution;
  /** The kernel's release, for example `6.12.47+rpt-rpi-v8`. */
  readonly kernel: string | null;
  /** `docker`, `lxc` …; null outside of a container. */
  readonly container: string | null;
  readonly memory: Memory | null;
  readonly processor: Processor;
  readonly rootDisk: RootDisk;
  readonly zram: readonly ZramDevice[];
  readonly owners: readonly Owner[];
  readonly swaps: readonly Swap[];
  /** Limits of memory work; null where that cannot be seen. */
  readonly memoryController: boolean | null;
  /** Null: no zswap in this kernel. */
  readonly zswap: boolean | null;
  readonly keys: readonly KeyFact[];
  /** What stands under the names that only tuning writes. */
  readonly own: readonly OwnFile[];
  readonly findings: readonly Finding[];
}

/** Reads a tree. Pure and total: what is missing is null or absent, what is wrong is a finding. */
export function boardFacts(tree: BoardTree): BoardFacts {
  const look = lookInto(tree);
  const live = liveSwaps(look);
  const owners = ownersOf(look);
  const facts = {
    model: boardModel(look),
    distribution: distribution(look),
    kernel: look.line('/proc/sys/kernel/osrelease'),
    container: containerKind(look),
    memory: memoryOf(look),
    processor: processorOf(look),
    rootDisk: rootDisk(look),
    zram: zramDevices(look, live),
    owners,
    swaps: swapsOf(look, live, owners),
    memoryController: memoryController(look),
    zswap: zswapOn(look),
    keys: keyFacts(look),
    own: ownFiles(tree),
  };
  return { ...facts, findings: findingsOf(facts, look) };
}

/** Those who set up zram at boot. */
export function zramMakers({ owners }: Pick<BoardFacts, 'owners'>): readonly Owner[] {
  return owners.filter(({ makes }) => makes === 'zram');
}

/**
 * The device is there and nobody is known who made it, or there is one owner and devices of differing priority: somebody
 * else had a hand in it.
 */
export function hasUnknownOwner({ owners, zram }: Pick<BoardFacts, 'owners' | 'zram'>): boolean {
  const makers = zramMakers({ owners });
  const swaps = zram.filter(({ use }) => use === 'swap');
  if (makers.some(({ id }) => id === 'hand-made')) return true;
  if (makers.length === 0) return swaps.length > 0;
  return new Set(swaps.map(({ priority }) => priority)).size > 1;
}

function findingsOf(facts: Omit<BoardFacts, 'findings'>, look: Look): Finding[] {
  const found: Finding[] = [...look.findings];
  // What is seen of memory and swap in a container is its host's.
  if (facts.container !== null) return found;
  const makers = zramMakers(facts);
  const swaps = facts.zram.filter(({ use }) => use === 'swap');
  const devices = swaps.map(({ name }) => name);
  if (facts.memoryController === false) found.push({ code: 'no-memory-controller' });
  if (facts.rootDisk.isOverlay) found.push({ code: 'overlay-root' });
  if (isZramOffAtBoot(look)) found.push({ code: 'zram-off-at-boot' });
  if (facts.zswap === true && swaps.length > 0) found.push({ code: 'zswap-on' });
  if (makers.length > 1) found.push({ code: 'two-owners', owners: makers.map(({ id }) => id) });
  else if (hasUnknownOwner(facts)) found.push({ code: 'unknown-owner', devices });
  else if (devices.length > 1) found.push({ code: 'several-devices', devices });
  const [maker] = makers;
  if (makers.length === 1 && maker !== undefined && swaps.length === 0) {
    found.push({ code: 'zram-not-live', owner: maker.id });
  }
  for (const { name, limitBytes } of swaps) if (limitBytes === 0) found.push({ code: 'no-zram-limit', device: name });
  if (swaps.length > 0) {
    for (const { path, kind, owner, isActive } of facts.swaps) {
      if (isActive && kind !== 'zram') found.push({ code: 'disk-swap', path, owner });
    }
  }
  return found;
}
