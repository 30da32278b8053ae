/** What is told while store or host are away, and how a browser is let in. */
import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import test, { after } from 'node:test';
import { addObservation, pair, titles } from '../../cli/merge/pair.ts';
import { waitFor } from '../../support/host-program.ts';
import { openBrowser, requireBrowser } from '../browser.ts';
import { codeOf, withHosts } from './hosted.ts';

const browser = await openBrowser(after);

test('a store that is away is told with its time, nothing stays green, and all is sent by itself when it is back', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { folder, ...machines } = await pair(t);
  await withHosts(t, browser, machines, async ({ laptop, board }) => {
    const { page, says, check, shot } = await laptop.panel();
    await page.locator('.state .weight-good').waitFor();
    await rename(folder, `${folder}-away`);
    await says(`${folder} has not been there since`);
    assert.equal(await page.locator('.weight-good').count(), 0);
    await page.getByRole('heading', { name: /^Machines · as of \d\d:\d\d$/ }).waitFor();
    addObservation(laptop, 'away: written meanwhile');
    await check();
    await shot('real-offline');
    await rename(`${folder}-away`, folder);
    await waitFor('what was written meanwhile', () => titles(board, 'away:').length === 1);
    await page.locator('.state .weight-good').waitFor();
    await says('This machine has everything.');
  });
});

test('a host that was killed is told of as gone; started again, the page comes back by itself', async (t) => {
  if (!requireBrowser(t, browser)) return;
  await withHosts(t, browser, await pair(t), async ({ laptop }) => {
    const { page, says, shot, complaints } = await laptop.panel();
    await page.locator('.state .weight-good').waitFor();
    await laptop.host.stop('SIGKILL');
    await says('Membridge has not answered since');
    assert.equal(await page.locator('.weight-good').count(), 0);
    await shot('real-lost');
    await laptop.again();
    await page.locator('.state .weight-good').waitFor();
    assert.equal(await page.getByText('Membridge has not answered since').count(), 0);
    // A browser tells of each connection that failed.
    const others = complaints.filter((line) => !/Failed to load resource|ERR_/.test(line));
    complaints.splice(0, complaints.length, ...others);
  });
});

test('a one-time code lets one browser in, once, and stays in no address and no history', async (t) => {
  if (!requireBrowser(t, browser)) return;
  await withHosts(t, browser, await pair(t), async ({ laptop }) => {
    const { page, open, complaints } = await laptop.panel();
    await page.getByRole('button', { name: 'Sync now' }).waitFor();
    const code = await codeOf(laptop.host);
    await page.goto('about:blank');
    await open(`/memories#code=${code}`);
    await page.getByRole('heading', { name: 'Memories' }).waitFor();
    assert.match(page.url(), /\/memories$/);
    // Back, and forward again: neither shows it.
    await page.goBack();
    await page.goForward();
    await page.getByRole('heading', { name: 'Memories' }).waitFor();
    assert.match(page.url(), /\/memories$/);
    const kept = await page.evaluate<string>(
      'JSON.stringify([localStorage, sessionStorage, history.state, document.cookie])',
    );
    assert.ok(!kept.includes(code) && !kept.includes(code.replaceAll('-', '')));

    await page.evaluate('localStorage.clear()');
    await page.goto('about:blank');
    await open(`/#code=${code}`);
    await page.getByText('This page needs a code.').waitFor();
    assert.ok(
      complaints.every((line) => line.startsWith('Failed to load resource')),
      complaints.join(),
    );
    complaints.length = 0;
  });
});
