/** A real host over the tree of a board that changes while its page is open: what is shown is what stands in the tree. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { after, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright';
import { engineEntry } from '../../../core/cli/engine-entry.ts';
import { queryEntry } from '../../../core/cli/query-entry.ts';
import { serveHost } from '../../../core/host/compose/host.ts';
import { systemSurroundings } from '../../../core/host/compose/surroundings.ts';
import { systemTools } from '../../../core/host/compose/tools.ts';
import { environmentIn } from '../../cli/machines.ts';
import { patienceMs, waitFor } from '../../support/host-program.ts';
import { treeHelper } from '../../support/tree-helper.ts';
import { openBrowser, requireBrowser } from '../browser.ts';
import { watchedPage, type WatchedPage } from '../watched-page.ts';
import { ending } from './hosted.ts';

const browser = await openBrowser(after);
const fixtures = join(import.meta.dirname, '../../fixtures/boards');

/** So far what is shown may be from what the tree tells. */
const tolerance = 0.05;

interface Hosted extends WatchedPage {
  read(path: string): string;
  write(path: string, text: string): void;
}

test('while a board changes its page shows what stands in its tree, within 5 %', async (t) => {
  if (!requireBrowser(t, browser)) return;
  await hosted(t, browser, 'pi-zero-2', async ({ page, write, shot, check }) => {
    for (const [turn, state] of states.entries()) {
      for (const [path, text] of Object.entries(filesOf(state))) write(path, text);
      const expected = shownOf(state);
      let seen: Readonly<Record<string, number>> = {};
      await waitFor(`turn ${turn}: ${JSON.stringify(expected)}`, async () => {
        seen = await numbersOn(page);
        return Object.entries(expected).every(([id, value]) => isNear(seen[id], value));
      }).catch((error: unknown) => {
        throw new Error(`shown last: ${JSON.stringify(seen)}`, { cause: error });
      });
    }
    await page.getByText('Slowed down now: too little voltage.').waitFor();
    await page.getByText('3 programs were ended since its start because memory was full.').waitFor();
    await check();
    await shot('real-board');
  });
});

test('a profile is applied to the tree, kept, and taken back; what somebody changed meanwhile stays, and is told', async (t) => {
  if (!requireBrowser(t, browser)) return;
  await hosted(t, browser, 'pi-zero-2', async ({ page, read, write, shot }) => {
    const swappiness = () => read('/proc/sys/vm/swappiness').trim();
    assert.equal(swappiness(), '60');
    await page.getByRole('button', { name: 'Apply…' }).click();
    await page.getByRole('button', { name: 'Apply, for two minutes' }).click();
    await page.getByRole('heading', { name: 'Profile 0.5gb is applied. Keep it?' }).waitFor();
    assert.equal(swappiness(), '100');
    assert.match(read('/etc/sysctl.d/99-zz-membridge.conf'), /vm\.swappiness = 100/);
    await shot('real-board-waiting');
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByText('Profile 0.5gb is in force.').waitFor();
    write('/proc/sys/vm/page-cluster', '2\n');
    await page.getByRole('button', { name: 'Take back…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await page.getByText('vm.page-cluster was changed by somebody else since').waitFor();
    assert.equal(swappiness(), '60');
    assert.equal(read('/proc/sys/vm/page-cluster').trim(), '2');
    await shot('real-board-taken-back');
  });
});

interface State {
  readonly usedMib: number;
  readonly swapMib: number;
  readonly zramMib: number;
  readonly ratio: number;
  readonly memory: number;
  readonly io: number;
  readonly celsius: number;
  readonly writtenGb: number;
  readonly days: number;
}

const states: readonly State[] = [
  { usedMib: 120, swapMib: 40, zramMib: 15, ratio: 2.1, memory: 0, io: 1.25, celsius: 41, writtenGb: 1, days: 1 },
  { usedMib: 310, swapMib: 260, zramMib: 90, ratio: 3.4, memory: 12.5, io: 44, celsius: 67.25, writtenGb: 6, days: 2 },
  { usedMib: 402, swapMib: 305, zramMib: 151, ratio: 1.9, memory: 61, io: 88.8, celsius: 81.5, writtenGb: 30, days: 4 },
  { usedMib: 88, swapMib: 12, zramMib: 4, ratio: 2.75, memory: 0.5, io: 0.75, celsius: 52, writtenGb: 31, days: 5 },
];

const mib = 2 ** 20;
const totalMib = 427;

function filesOf({ usedMib, swapMib, zramMib, ratio, memory, io, celsius, writtenGb, days }: State) {
  const psi = (share: number) => `some avg10=${share.toFixed(2)} avg60=0.00 avg300=0.00 total=1\n`;
  const used = zramMib * mib;
  return {
    '/proc/meminfo': `MemTotal: ${totalMib * 1024} kB\nMemAvailable: ${(totalMib - usedMib) * 1024} kB\n`,
    '/proc/swaps': `Filename Type Size Used Priority\n/dev/zram0 partition ${400 * 1024} ${swapMib * 1024} 100\n`,
    '/sys/block/zram0/mm_stat': `${Math.round(used * ratio)} ${used} ${used} ${300 * mib} ${used} 0 0 0\n`,
    '/proc/pressure/memory': psi(memory),
    '/proc/pressure/io': psi(io),
    '/sys/class/thermal/thermal_zone0/temp': `${celsius * 1_000}\n`,
    '/sys/block/mmcblk0/stat': `1 2 3 4 5 6 ${Math.round((writtenGb * 1e9) / 512)} 8 9 10 11\n`,
    '/proc/uptime': `${days * 86_400}.00 1.00\n`,
    '/proc/vmstat': 'pswpin 1\npswpout 2\npgmajfault 3\noom_kill 3\n',
    '/sys/devices/platform/soc/soc:firmware/get_throttled': '50001\n',
  };
}

/** What a person should read, from the same facts. Megabytes are a million bytes, as disks are sold. */
function shownOf({ usedMib, swapMib, ratio, memory, io, celsius, writtenGb, days }: State): Record<string, number> {
  return {
    memory: (usedMib * mib) / 1e6,
    swap: (swapMib * mib) / 1e6,
    zram: ratio,
    pressureMemory: memory,
    pressureIo: io,
    heat: celsius,
    writes: (writtenGb * 1e3) / days,
  };
}

function isNear(seen: number | undefined, value: number): boolean {
  return seen !== undefined && Math.abs(seen - value) <= value * tolerance;
}

/** The large numbers of the page; bytes in megabytes. */
async function numbersOn(page: Page): Promise<Record<string, number>> {
  const texts = await page
    .locator('.gauge')
    .evaluateAll(
      (all: { id: string; textContent: string | null; querySelector(of: string): { textContent: string } }[]) =>
        all.map((each) => [each.id.replace('gauge-', ''), each.querySelector('.gauge-value').textContent]),
    );
  const units: Readonly<Record<string, number>> = { kB: 0.001, MB: 1, GB: 1_000 };
  return Object.fromEntries(
    texts.map(([id = '', text = '']) => {
      const [, digits = '', unit = ''] = /^([\d,.]+)\s*([kMG]B)?/.exec(text) ?? [];
      return [id, digits === '' ? Number.NaN : Number(digits.replaceAll(',', '')) * (units[unit] ?? 1)];
    }),
  );
}

/** A host in this process over a copy of a board's tree, with its panel at the board. */
async function hosted(
  t: TestContext,
  browser: Browser,
  tree: string,
  work: (machine: Hosted) => Promise<void>,
): Promise<void> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'membridge-board-')));
  const board = join(root, 'board');
  cpSync(join(fixtures, tree), board, { recursive: true, verbatimSymlinks: true });
  const tools = systemTools(systemSurroundings(environmentIn(root)));
  const ends: (() => Promise<unknown>)[] = [async () => rmSync(root, { recursive: true, force: true })];
  await ending(ends, async () => {
    const served = await serveHost({
      homePath: join(root, 'home'),
      tools,
      entry: engineEntry,
      queryEntry,
      localHistory: false,
      board: { root: board, helper: treeHelper(board, tools) },
    });
    ends.unshift(() => served.stop());
    const watched = await watchedPage(browser);
    ends.unshift(() => watched.close(t));
    watched.page.setDefaultTimeout(patienceMs);
    const { origin, hash } = new URL(served.doors.panelUrl());
    await watched.page.goto(`${origin}/board${hash}`);
    await watched.page.locator('.board-rows').waitFor();
    await work({
      ...watched,
      read: (path) => readFileSync(join(board, path), 'utf8'),
      write(path, text) {
        mkdirSync(dirname(join(board, path)), { recursive: true });
        writeFileSync(join(board, path), text);
      },
    });
  });
}
