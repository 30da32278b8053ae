import { guardPaths, guardUnit } from '../model/tune/guard.ts';
import { halfWritten } from '../model/tune/own-files.ts';
import type { Moment } from '../model/tune/act.ts';
import { isThere } from '../model/tune/standing.ts';
import { journalFolder, journalPath } from '../model/tune/transaction.ts';
import type { BoardHands } from '../ports/board-hands.ts';
import { boardTree } from './board-tree.ts';
import { type BeforeAct, type Flush, treeActs } from './tree-acts.ts';

/** Whoever starts and stops units on this machine. */
export interface UnitManager {
  /** False: nothing runs from this tree, and what would be done is only taken note of. */
  readonly isReal: boolean;
  reload(): Promise<void>;
  restart(unit: string): Promise<void>;
  /** Never throws: whoever stops a unit restarts it, and hears of it then. */
  stop(unit: string): Promise<void>;
  /** What zram0 compresses with, while it is empty. Never throws: what came of it is read back. */
  compressWith(algorithm: string): Promise<void>;
  /** Starts the timer of the guard anew: it takes back the change of that id unless it is settled by then. */
  startTimer(id: string): Promise<void>;
  stopTimer(): Promise<void>;
  /** Forgets units whose files are gone: a reload between found the guard's. Never throws: the next boot does so anyway. */
  forget(): Promise<void>;
}

export interface HandsWish {
  /** Absolute. */
  readonly root: string;
  readonly units: UnitManager;
  readonly moment: () => Moment;
  /** Of the guard: as ExecStart= wants it. */
  readonly recoverCommand: string;
  readonly before?: BeforeAct;
  readonly flush?: Flush;
}

/** Hands over a tree: the machine's own, or another one in which kernel settings are plain files. */
export function treeHands({ root, units, moment, recoverCommand, before = () => {}, flush }: HandsWish): BoardHands {
  const tree = boardTree(root);
  const acts = treeActs(root, before, flush);
  const keyPath = (key: string) => `/proc/sys/${key.replaceAll('.', '/')}`;
  const manage = async (what: string, act: () => Promise<void>) => {
    before(what);
    await act();
  };
  return {
    tree,
    isListed: !units.isReal,
    moment,
    writeJournal(text) {
      for (const folder of foldersTo(journalFolder)) if (!isThere(tree, folder)) acts.makeFolder(folder);
      // For everybody to read: nothing in it is secret, and the panel shows it.
      acts.write(journalPath, text, 0o644);
    },
    makeFolder: (path) => acts.makeFolder(path),
    removeFolder: (path) => acts.removeFolder(path),
    writeFile: (path, text, mode) => acts.write(path, text, mode),
    removeFile: (path) => acts.remove(path),
    setKey(key, value, zeroes) {
      acts.fill(keyPath(key), `${value}\n`);
      if (zeroes !== null && root !== '/') acts.fill(keyPath(zeroes), '0\n');
    },
    async arm(id) {
      acts.write(guardPaths.unit, guardUnit(recoverCommand), 0o644);
      acts.link(guardPaths.link, guardPaths.unit);
      await manage('start the timer', () => units.startTimer(id));
    },
    async disarm() {
      await manage('stop the timer', () => units.stopTimer());
      const left = [guardPaths.link, halfWritten(guardPaths.unit), guardPaths.unit].filter((path) =>
        isThere(tree, path),
      );
      for (const path of left) acts.remove(path);
      if (left.length > 0) await manage('forget the guard', () => units.forget());
    },
    reload: () => manage('reload', () => units.reload()),
    async restart(unit, algorithm) {
      if (algorithm !== null) {
        await manage(`stop ${unit}`, () => units.stop(unit));
        // Unloaded with its module, it forgot it.
        if (isThere(tree, '/sys/block/zram0')) await manage('compress', () => units.compressWith(algorithm));
      }
      await manage(`restart ${unit}`, () => units.restart(unit));
    },
  };
}

function foldersTo(path: string): string[] {
  const words = path.split('/').slice(1);
  return words.map((_, index) => `/${words.slice(0, index + 1).join('/')}`);
}
