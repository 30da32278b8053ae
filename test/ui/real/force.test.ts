/** What a person forces or takes back in a panel, and what the databases of both machines hold then. */
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { takeLease } from '../../../core/engine/lock/lease.ts';
import { compose } from '../../../core/host/compose.ts';
import { addObservation, assertSound, change, pair, remove, titles } from '../../cli/merge/pair.ts';
import { addPrompt, machines, promptTexts, toolsIn } from '../../cli/machines.ts';
import { waitFor } from '../../support/host-program.ts';
import { openBrowser, requireBrowser } from '../browser.ts';
import { withHosts, type HostedMachine } from './hosted.ts';

const browser = await openBrowser(after);

test('a force push makes the other machine like this one, after saying what that has; Undo brings it back', async (t) => {
  if (!requireBrowser(t, browser)) return;
  await withHosts(t, browser, await pair(t), async ({ laptop, board }) => {
    await rests(laptop);
    for (const title of ['lost: one', 'lost: two']) addObservation(board, title);
    await sent(board, 202);
    const { page, check, shot } = await laptop.panel('/force-push');
    const dialog = page.getByRole('dialog', { name: 'Make every machine like this one?' });
    const row = dialog.getByRole('row').filter({ hasText: 'board' });
    await row.getByText('2 memories').waitFor();
    assert.deepEqual((await row.getByRole('listitem').allTextContents()).toSorted(), ['lost: one', 'lost: two']);
    assert.equal(await page.locator(':focus').textContent(), 'Cancel');
    await check();
    await shot('real-force-push');
    assert.deepEqual(titles(board, 'lost:').length, 2, 'a look changes nothing');

    await page.keyboard.press('Tab');
    assert.equal(await page.locator(':focus').textContent(), 'Set 2 memories aside and push');
    await page.keyboard.press('Enter');
    await page.getByText('Done. 2 memories are as they are here.').waitFor();
    await waitFor('the board to be like the laptop', () => titles(board, 'lost:').length === 0);
    await check();
    await shot('real-force-push-done');

    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back.').waitFor();
    await waitFor('both to have them', () => [laptop, board].every((each) => titles(each, 'lost:').length === 2));
    for (const machine of [laptop, board]) assertSound(machine);
  });
});

test('what was deleted by mistake comes back from a restore point, and goes again with Undo', async (t) => {
  if (!requireBrowser(t, browser)) return;
  await withHosts(t, browser, await pair(t), async ({ laptop, board }) => {
    await rests(laptop);
    addObservation(laptop, 'gone: given up');
    const { page, open, check, shot } = await laptop.panel('/force-pull');
    // A pull that replaces leaves a copy to go back to.
    await page.getByRole('button', { name: 'Set 1 memory aside and pull' }).click();
    await page.getByText('Done. 1 memory is as the others have it.').waitFor();
    assert.deepEqual(titles(laptop, 'gone:'), []);
    remove(laptop, 'id IN (8, 9)');
    await open('/history');
    await page.getByText('before a forced pull').waitFor();
    await check();
    await shot('real-history');
    await page.getByRole('link', { name: /\br1\b/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Go back to r1?' });
    await dialog.getByText('3 rows that are gone come back.').waitFor();
    assert.equal(await page.locator(':focus').textContent(), 'Cancel');
    await shot('real-restore');
    assert.equal(rows(laptop), 198, 'a look changes nothing');
    await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
    await page.getByText('Done. 3 memories are restored.').waitFor();
    assert.deepEqual([titles(laptop, 'gone:').length, rows(laptop)], [1, 201]);
    await waitFor('the board to have it', () => titles(board, 'gone:').length === 1);

    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByText('Taken back.').waitFor();
    for (const machine of [laptop, board]) {
      await waitFor('it to be gone again', () => titles(machine, 'gone:').length === 0 && rows(machine) === 198);
      assertSound(machine);
    }
  });
});

test('with whole images it is said who works on the store, whose state would lose, and Undo brings that back', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const place = await machines(t);
  await withHosts(t, browser, place, async ({ laptop, board }) => {
    await rests(laptop);
    addPrompt(board.database, 'of the board');
    await board.host.until('sent', ({ status }) => status?.head?.revision === 2 && status.state === 'in-sync');
    await board.host.stop();
    addPrompt(laptop.database, 'of the laptop');

    const composed = await compose(board.home, 'change', toolsIn(place.root));
    const lease = await takeLease(composed.machine, 'push');
    const { page, check, shot } = await laptop.panel('/force-push');
    const dialog = page.getByRole('dialog', { name: 'Make every machine like this one?' });
    await dialog.getByRole('alert').getByText('board has been publishing for 1 minute').waitFor();
    await shot('real-force-push-held');
    await lease.release();
    composed.close();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.getByRole('row').filter({ hasText: 'board' }).getByText('291 memories').waitFor();
    await dialog.getByText('Nobody else is working on the store now.').waitFor();
    assert.equal(await page.locator(':focus').textContent(), 'Cancel');
    await check();
    await shot('real-force-push-mirror');
    await dialog.getByRole('button', { name: 'Set the other state aside and push' }).click();
    await page.getByText('Done. 291 memories are as they are here.').waitFor();
    await board.again();
    const held = (machine: HostedMachine, text: string) => promptTexts(machine.database).join() === text;
    await waitFor('the board to be like the laptop', () => held(board, 'of the laptop'));

    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back.').waitFor();
    await waitFor('what the board had to be back there', () => held(board, 'of the board'));
    assert.ok(held(laptop, 'of the laptop'), 'nothing changes here');
    await shot('real-undo-mirror');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.locator('.done').waitFor({ state: 'detached' });
  });
});

function rows(machine: HostedMachine): number {
  return change(machine, (db) => Number(db.prepare('SELECT count(*) FROM observations').pluck().get()));
}

/** Its host has sent all that it has. */
async function sent({ host }: HostedMachine, observations: number): Promise<void> {
  await host.until(
    'sent',
    ({ status, host: { state } }) => state === 'in-sync' && status?.source.rows['observations'] === observations,
  );
}

/** From now on it does only what a person asks for. */
async function rests({ host }: HostedMachine): Promise<void> {
  await (await host.client()).pause(null);
  await host.until('paused', ({ host: { state } }) => state === 'paused');
}
