import { statfsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { isAbsolute } from 'node:path';
import { deviceFacts, type DeviceFacts } from '../../model/device-facts.ts';
import { isFault } from '../../model/errors.ts';
import type { DeviceId } from '../../model/ids.ts';
import { boardFacts } from '../../model/tune/facts.ts';
import type { BoardTree } from '../../model/tune/tree.ts';
import type { TuneJournal } from '../../model/tune/transaction.ts';
import { boardTree } from '../../tuning/board-tree.ts';
import { journalIn } from '../../tuning/journal.ts';
import type { Tools } from './tools.ts';
import { membridgeVersion } from './version.ts';

/** What the others may know of this machine, read now: some sixty small files, without root. */
export function ownFacts(device: DeviceId, { clock, at }: Pick<Tools, 'clock' | 'at'>): DeviceFacts {
  const root = factsRoot(at.env);
  const tree = boardTree(root);
  const isOwn = root === '/';
  return deviceFacts(boardFacts(tree), {
    device,
    at: clock.now(),
    version: membridgeVersion,
    memoryBytes: isOwn ? totalmem() : null,
    cores: isOwn ? cpus().length || null : null,
    disk: diskAt(root),
    journal: journalOf(tree),
  });
}

/** Of a container, the folder where its host's root is mounted, if somebody says so. */
function factsRoot(env: Tools['at']['env']): string {
  const told = env['MEMBRIDGE_BOARD_ROOT'] ?? '';
  return isAbsolute(told) ? told : '/';
}

function diskAt(root: string): { sizeBytes: number; freeBytes: number } | null {
  try {
    const { blocks, bavail, bsize } = statfsSync(root);
    return blocks > 0 ? { sizeBytes: blocks * bsize, freeBytes: bavail * bsize } : null;
  } catch {
    return null;
  }
}

/** A journal that cannot be read is told of by `tune status`; here nothing is known of it. */
function journalOf(tree: BoardTree): TuneJournal | null {
  try {
    return journalIn(tree);
  } catch (error) {
    if (isFault(error)) return null;
    throw error;
  }
}
