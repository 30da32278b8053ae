/** Two machines write on one day: what their panels show, and what a person decides there. */
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { addObservation, cell, change, edit, pair, titles } from '../../cli/merge/pair.ts';
import type { TestMachine } from '../../cli/machines.ts';
import { waitFor } from '../../support/host-program.ts';
import { openBrowser, requireBrowser } from '../browser.ts';
import { withHosts, type HostedMachine } from './hosted.ts';

const browser = await openBrowser(after);

test('what two machines write on one day is on both, with its origin, and the lanes show both', async (t) => {
  if (!requireBrowser(t, browser)) return;
  await withHosts(t, browser, await pair(t), async ({ laptop, board }) => {
    const { page, open, says, check, shot } = await laptop.panel();
    write(laptop, 'day: written on the laptop');
    await arrived([board], 'day:', 1);
    // What one has read it tells with what it writes next; without that hourly.
    for (const title of ['day: written on the board', 'day: and once more']) write(board, title);
    await arrived([laptop, board], 'day:', 3);
    await says('All memories are on both machines.');
    await page.getByText('2 rows came from board.').waitFor();
    await page.locator('.lane-links line').first().waitFor({ state: 'attached' });
    for (const [label, count] of [
      ['laptop', '1 memory'],
      ['board', '2 memories'],
    ] as const)
      await page.locator(`.lane-bars button[aria-label$="${label}: ${count}"]`).waitFor();
    await check();
    await shot('real-home');

    await open('/memories');
    const row = page.getByRole('listitem').filter({ hasText: 'day: written on the board' });
    assert.equal(await row.locator('.memory-device').textContent(), 'board');
    const own = page.getByRole('listitem').filter({ hasText: 'day: written on the laptop' });
    assert.equal(await own.locator('.memory-device').textContent(), 'laptop');
    await shot('memories-real');
    await row.getByRole('link').click();
    await page.getByRole('article').getByText('told in a test').waitFor();
    await page.locator('.memory-origin').getByText('board', { exact: true }).waitFor();
    await check();

    // A list that is open shows what comes while one looks at it.
    await open('/activity');
    await page.getByText('rows came from board.').first().waitFor();
    const before = await page.locator('.rows > li').count();
    write(board, 'day: in the evening');
    await page.getByText('1 row came from board.').waitFor();
    assert.ok((await page.locator('.rows > li').count()) > before);
    await check();
    await shot('real-activity');
  });
});

test('a record that both wrote is read side by side, and counts as a person says, on both', async (t) => {
  if (!requireBrowser(t, browser)) return;
  await withHosts(t, browser, await pair(t), async ({ laptop, board }) => {
    const machines = [laptop, board];
    const { page, says, check, shot } = await laptop.panel();
    for (const { host } of machines) await (await host.client()).pause(null);
    for (const { host } of machines) await host.until('paused', ({ host: { state } }) => state === 'paused');
    const wanted = new Map([
      [5, 'ours'],
      [6, 'theirs'],
      [7, 'both'],
    ]);
    for (const id of wanted.keys()) {
      edit(laptop, id, 'title', `dispute ${id}: the laptop was right`);
      edit(board, id, 'title', `dispute ${id}: the board was right`);
    }
    // A conflict is told where the second version comes in: here.
    for (const { host } of [board, laptop]) {
      const { exitCode, document } = await (await host.client()).command(['sync']);
      assert.equal(exitCode, 0, JSON.stringify(document));
    }
    for (const { host } of machines) await (await host.client()).resume();
    await says('Some records were written on two machines at once.');
    for (const [id, choice] of wanted) {
      await page.getByRole('button', { name: 'Look at them' }).first().click();
      await page.getByRole('link', { name: `dispute ${id}:` }).click();
      const sides = page.getByRole('region', { name: 'title' });
      await sides.locator('mark').nth(1).waitFor();
      assert.deepEqual((await sides.locator('mark').allTextContents()).toSorted(), ['board', 'laptop']);
      const own = sides.locator('.half').filter({ hasText: 'this one' });
      assert.match((await own.textContent()) ?? '', /the laptop was right/);
      await check();
      await shot(`real-conflict-${choice}`);
      await page.getByRole('button', { name: names[choice as keyof typeof names] }).click();
      await page.getByRole('heading', { name: 'Conflicts', exact: true }).waitFor();
      await page.getByRole('link', { name: `dispute ${id}:` }).waitFor({ state: 'detached' });
    }
    await page.getByText('Nothing waits for you.').waitFor();
    const isSettled = (machine: TestMachine) =>
      cell(machine, 5, 'title') === 'dispute 5: the laptop was right' &&
      cell(machine, 6, 'title') === 'dispute 6: the board was right' &&
      /dispute 7: the (laptop|board) was right \/ dispute 7: the (laptop|board) was right/.test(
        String(cell(machine, 7, 'title')),
      );
    await waitFor('what was decided, on both', () => machines.every(isSettled));
    for (const { host } of machines) await host.until('in sync', ({ host: { state } }) => state === 'in-sync');
    await page.getByRole('link', { name: 'Home' }).click();
    // With it the board tells what it has read.
    addObservation(board, 'day: the last word');
    await says('All memories are on both machines.');
  });
});

const names = {
  ours: 'Keep what this machine wrote',
  theirs: 'Keep what the other wrote',
  both: 'Keep both',
} as const;

/** As `addObservation` does, today. */
function write(machine: HostedMachine, title: string): void {
  change(machine, (db) => {
    const { id, project } = db
      .prepare('SELECT memory_session_id AS id, project FROM sdk_sessions ORDER BY id LIMIT 1')
      .get() as { id: string; project: string };
    db.prepare(
      `INSERT INTO observations (memory_session_id, project, type, title, narrative, created_at, created_at_epoch, content_hash)
       VALUES (?, ?, 'discovery', ?, 'told in a test', ?, ?, ?)`,
    ).run(id, project, title, new Date().toISOString(), Date.now(), Buffer.from(title).toString('hex').slice(-16));
  });
}

async function arrived(machines: readonly TestMachine[], start: string, count: number): Promise<void> {
  await waitFor(`${count} of ${start}`, () => machines.every((machine) => titles(machine, start).length === count));
}
