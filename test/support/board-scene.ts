import {
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Instant } from '../../core/model/ids.ts';
import { boardFacts } from '../../core/model/tune/facts.ts';
import type { Moment } from '../../core/model/tune/act.ts';
import { ownPaths } from '../../core/model/tune/own-files.ts';
import { type PlanWish, type TunePlan, tunePlan } from '../../core/model/tune/plan.ts';
import type { BoardHands } from '../../core/ports/board-hands.ts';
import { boardTree } from '../../core/tuning/board-tree.ts';
import { type UnitManager, treeHands } from '../../core/tuning/tree-hands.ts';

const boards = join(import.meta.dirname, '..', 'fixtures', 'boards');

/** A board's tree in a folder of its own, with a kernel and a systemd that do as real ones would. */
export interface BoardScene {
  readonly root: string;
  plan(wish?: PlanWish): TunePlan;
  /** `dieAt`: the number of the change of the disk, from 1, before which the program dies; none: it lives. */
  hands(dieAt?: number): SceneHands;
  /** Memory is empty: the kernel has its first values, then what the files of sysctl.d and of zram say. */
  reboot(): void;
  pass(ms: number): void;
  /** Without its journal, in another boot: what is left is a new machine. */
  forget(): void;
  /** Every path with type, mode and bytes, but for the journal. */
  print(): Record<string, string>;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Acts of the unit manager, in order. */
  readonly unitActs: string[];
}

export interface SceneHands extends BoardHands {
  /** Changes of the disk so far. */
  readonly changes: number;
}

/** What a dying program throws, at everything it still tries. */
export class Died extends Error {}

export function boardScene(t: TestContext, name: string): BoardScene {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'membridge-scene-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  return sceneAt(root, name);
}

/** In `root`, which is there and is filled anew. */
export function sceneAt(root: string, name: string): BoardScene {
  rmSync(root, { recursive: true, force: true });
  cpSync(join(boards, name), root, { recursive: true, verbatimSymlinks: true });
  const at = (path: string) => join(root, path);
  const read = (path: string) => readFileSync(at(path), 'utf8');
  const write = (path: string, text: string) => writeFileSync(at(path), text);
  const unitActs: string[] = [];
  const machine = { boot: 1, uptimeMs: 50_000 };
  const first = new Map(kernelPaths(root).map((path) => [path, read(path)]));
  const moment = (): Moment => ({
    at: (1_700_000_000_000 + machine.boot * 1_000_000 + machine.uptimeMs) as Instant,
    bootId: `boot-${machine.boot}`,
    uptimeMs: machine.uptimeMs,
  });
  const setUp = () => setUpZram(at, first, write);
  return {
    root,
    unitActs,
    read,
    write,
    plan: (wish = { profile: null, overlays: [] }) => tunePlan(boardFacts(boardTree(root)), wish),
    pass: (ms) => (machine.uptimeMs += ms),
    print: () => printOf(root),
    forget() {
      rmSync(at('/var/lib/membridge'), { recursive: true, force: true });
      machine.boot += 1;
    },
    hands(dieAt = Infinity) {
      let changes = 0;
      const before = (what: string) => {
        changes += 1;
        if (changes >= dieAt) throw new Died(what);
      };
      const units: UnitManager = {
        isReal: true,
        reload: () => Promise.resolve(void unitActs.push('reload')),
        restart(unit) {
          unitActs.push(`restart ${unit}`);
          takeDownZram(at, write);
          before('the device is gone');
          setUp();
          return Promise.resolve();
        },
        stop(unit) {
          unitActs.push(`stop ${unit}`);
          takeDownZram(at, write);
          return Promise.resolve();
        },
        compressWith: (algorithm) => Promise.resolve(write(algorithmPath, `${algorithm}\n`)),
        startTimer: () => Promise.resolve(void unitActs.push('start the timer')),
        stopTimer: () => Promise.resolve(void unitActs.push('stop the timer')),
        forget: () => Promise.resolve(void unitActs.push('forget the guard')),
      };
      const hands = treeHands({ root, units, moment, recoverCommand: '/opt/a b', before, flush: () => {} });
      return Object.defineProperty(hands, 'changes', { get: () => changes }) as SceneHands;
    },
    reboot() {
      machine.boot += 1;
      machine.uptimeMs = 20_000;
      for (const [path, text] of first) write(path, text);
      const file = ownPaths.sysctl;
      const lines = existsSync(at(file)) ? read(file).split('\n') : [];
      for (const line of lines) {
        const [key = '', value = ''] = line.split(' = ');
        if (value === '') continue;
        write(keyPath(key), `${value}\n`);
        const other = { 'vm.dirty_bytes': 'vm.dirty_ratio', 'vm.dirty_background_bytes': 'vm.dirty_background_ratio' }[
          key
        ];
        if (other !== undefined) write(keyPath(other), '0\n');
      }
      setUp();
    },
  };
}

function keyPath(key: string): string {
  return `/proc/sys/${key.replaceAll('.', '/')}`;
}

/** Everything that a kernel makes up anew at each boot and that a change here touches. */
function kernelPaths(root: string): string[] {
  const keys = readdirSync(join(root, 'proc/sys/vm')).map((name) => `/proc/sys/vm/${name}`);
  const zram = ['disksize', 'comp_algorithm', 'mm_stat'].map((name) => `/sys/block/zram0/${name}`);
  return [...keys, ...zram, '/proc/swaps'].filter((path) => existsSync(join(root, path)));
}

type At = (path: string) => string;
type Write = (path: string, text: string) => void;

/** As zram-generator does by its configuration; without a file of ours, or for another owner's device, as it was at first. */
function setUpZram(at: At, first: ReadonlyMap<string, string>, write: Write): void {
  const config = at(ownPaths['zram-generator']);
  const now = existsSync(at(algorithmPath)) ? readFileSync(at(algorithmPath), 'utf8') : '';
  for (const [path, text] of first) if (!path.startsWith('/proc/sys/')) write(path, text);
  const choose = (name: string) => write(algorithmPath, chosenOf(first.get(algorithmPath) ?? '', name));
  if (!existsSync(config)) {
    // Nobody names one: it is what was written last, or what it was.
    if (now !== '') choose(/\[(.+)\]/.exec(now)?.[1] ?? now.trim());
    return;
  }
  const text = readFileSync(config, 'utf8');
  const value = (key: string) => new RegExp(`^${key} = (.*)$`, 'm').exec(text)?.[1] ?? '';
  const bytes = Number(value('zram-size')) * 2 ** 20;
  const limit = at(ownPaths['zram-generator limit']);
  const limitMib = existsSync(limit) ? Number(/echo (\d+)M/.exec(readFileSync(limit, 'utf8'))?.[1]) : 0;
  write('/sys/block/zram0/disksize', `${bytes}\n`);
  choose(value('compression-algorithm'));
  write('/sys/block/zram0/mm_stat', `4096 74 12288 ${limitMib * 2 ** 20} 12288 0 0 0\n`);
  const swaps = (first.get('/proc/swaps') ?? '').split('\n').filter((line) => !line.startsWith('/dev/zram0'));
  const line = `/dev/zram0 partition ${bytes / 1024} 0 ${value('swap-priority')}`;
  write('/proc/swaps', [...swaps.slice(0, 1), line, ...swaps.slice(1)].join('\n'));
}

const algorithmPath = '/sys/block/zram0/comp_algorithm';

/** The kernel's list with another one chosen. */
function chosenOf(list: string, name: string): string {
  const names = list.replaceAll(/[[\]\n]/g, '').split(' ');
  return `${names.map((each) => (each === name ? `[${each}]` : each)).join(' ')}\n`;
}

/** As the kernel before 6.2 does: the algorithm stays. */
function takeDownZram(at: At, write: Write): void {
  const swaps = readFileSync(at('/proc/swaps'), 'utf8').split('\n');
  write('/proc/swaps', swaps.filter((line) => !line.startsWith('/dev/zram0')).join('\n'));
  write('/sys/block/zram0/disksize', '0\n');
  write('/sys/block/zram0/mm_stat', '0 0 0 0 0 0 0 0\n');
}

function printOf(root: string): Record<string, string> {
  const print: Record<string, string> = {};
  const look = (path: string) => {
    // The journal stays, for ever; so do the folders on the way to it.
    if (path === '/var/lib/membridge') return;
    const full = join(root, path);
    const stats = lstatSync(full);
    const mode = (stats.mode & 0o7777).toString(8);
    if (stats.isSymbolicLink()) print[path] = `link ${readlinkSync(full)}`;
    else if (stats.isFile()) print[path] = `file ${mode} ${readFileSync(full, 'utf8')}`;
    else {
      if (path !== '/var' && path !== '/var/lib') print[`${path}/`] = `folder ${mode}`;
      for (const name of readdirSync(full)) look(`${path}/${name}`);
    }
  };
  look('');
  return print;
}
