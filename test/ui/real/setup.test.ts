/** The first run in a browser, on machines that are connected to nothing. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { after, type TestContext } from 'node:test';
import type { Browser } from 'playwright';
import { treeOf } from '../../cli/machines.ts';
import { addObservation, titles } from '../../cli/merge/pair.ts';
import { place, type Place } from '../../integration/host/place.ts';
import { freePort } from '../../support/free-port.ts';
import { hostProgram, waitFor, type HostProgram } from '../../support/host-program.ts';
import { openBrowser, requireBrowser } from '../browser.ts';
import { watchedPage } from '../watched-page.ts';
import { codeOf, ending, realPanel, setPace, type RealPanel } from './hosted.ts';

const browser = await openBrowser(after);

const passphrase = 'пʼять слів — й одне more';

interface Fresh extends Place {
  readonly database: string;
  readonly host: HostProgram;
  readonly panel: RealPanel;
}

test('a first run finds the memory, seals it in a folder and says that it is kept; a second machine joins, not with a wrong passphrase', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const ends: (() => Promise<unknown>)[] = [];
  await ending(ends, async () => {
    const first = await fresh(t, browser, ends, ['run', '--headless']);
    const folder = join(first.root, 'shared');
    const { page, says, check, shot } = first.panel;
    // Whoever has nothing yet is led there.
    await page.getByRole('heading', { name: 'The memory of claude-mem is here.' }).waitFor();
    assert.match(page.url(), /\/setup$/);
    await page.getByText('290 memories').waitFor();
    await check();
    await shot('real-setup-memory');
    await choosePlace(first.panel, folder);
    await page.getByRole('heading', { name: 'Seal it with a passphrase' }).waitFor();
    await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await page.getByLabel('The same again', { exact: true }).fill(passphrase);
    await check();
    await shot('real-setup-seal');
    await page.getByRole('button', { name: 'Show the plan' }).click();
    await page.getByText('memories are sent').waitFor();
    await check();
    await shot('real-setup-plan');
    assert.deepEqual(await treeOf(folder), {}, 'a look writes nothing');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('heading', { name: 'This machine is connected.' }).waitFor();
    await check();
    await shot('real-setup-done');
    await page.getByRole('link', { name: 'To Home' }).click();
    await says('All memories are kept.');
    assert.ok(Object.keys(await treeOf(folder)).length > 0);

    addObservation(first, 'joined: of the first');
    await first.host.until('sent', ({ status, host }) => {
      return host.state === 'in-sync' && status?.source.rows['observations'] === 201;
    });
    // From now on only the second one could write there.
    await (await first.host.client()).pause(null);
    const second = await fresh(t, browser, ends, ['start', '--headless']);
    addObservation(second, 'joined: of the second');
    await joins(second, folder);
    await (await first.host.client()).resume();
    await waitFor('both to have both', () => [first, second].every((each) => titles(each, 'joined:').length === 2));
    await second.panel.open('/');
    await second.panel.page.locator('.state .weight-good').waitFor();
  });
});

/** Connects to a sealed memory that is there, at the second try. */
async function joins(
  { panel: { page, open, check, shot, complaints }, host, home }: Fresh,
  folder: string,
): Promise<void> {
  const connection = async () => (await (await host.client()).status()).status?.remote.where;
  await host.until('its first look', ({ status }) => status !== null);
  assert.equal(await connection(), join(home, 'local-history'), 'until now its history is with itself');
  await open('/setup');
  await choosePlace({ page }, folder);
  await page.getByRole('heading', { name: 'Open it with its passphrase' }).waitFor();
  const there = await treeOf(folder);
  await page.getByLabel('Passphrase', { exact: true }).fill('another one');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  const fault = page.getByRole('alert');
  await fault.waitFor();
  assert.match((await fault.textContent()) ?? '', /passphrase/i);
  assert.equal(await page.locator(':focus').getAttribute('id'), 'setup-passphrase');
  await check();
  await shot('real-setup-wrong');
  assert.deepEqual(await treeOf(folder), there, 'nothing was written there');
  assert.equal(await connection(), join(home, 'local-history'), 'nor here');

  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByText('This machine joins the memory there.').waitFor();
  await shot('real-setup-join');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByRole('heading', { name: 'This machine is connected.' }).waitFor();
  // A browser tells of an answer that is a fault.
  const others = complaints.filter((line) => !line.startsWith('Failed to load resource'));
  complaints.splice(0, complaints.length, ...others);
}

async function choosePlace({ page }: Pick<RealPanel, 'page'>, folder: string): Promise<void> {
  await page.getByRole('button', { name: 'Choose a place' }).click();
  await page.getByRole('radio', { name: 'A folder' }).check();
  await page.getByLabel('Folder', { exact: true }).fill(folder);
  await page.getByRole('button', { name: 'Test the place' }).click();
}

/** A machine on which nothing was set up, its host as `args` start it, and its panel as that tells of it. */
async function fresh(
  t: TestContext,
  browser: Browser,
  ends: (() => Promise<unknown>)[],
  args: readonly string[],
): Promise<Fresh> {
  const at = await place(t, { memory: true });
  setPace(at.home, await freePort());
  const host = await hostProgram(t, { home: at.home, env: at.env, args });
  ends.push(() => host.stop());
  const watched = await watchedPage(browser);
  ends.unshift(() => watched.close(t));
  const { address, port } = await host.place();
  // `start` prints the address with its code.
  const code = args[0] === 'start' ? await printedCode(host) : await codeOf(host);
  const panel = await realPanel(watched, `http://${address}:${port}`, '/', code);
  return { ...at, host, panel, database: join(at.memory, 'claude-mem.db') };
}

async function printedCode(host: HostProgram): Promise<string> {
  const printed = () => /#code=(\S+)/.exec(host.stdout())?.[1] ?? null;
  await waitFor('the address', () => printed() !== null);
  return printed() ?? '';
}
