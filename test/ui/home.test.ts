import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { openBrowser, requireBrowser } from './browser.ts';
import { acts, appearances, panelPage } from './panel-page.ts';
import { devices, now, told } from './stories.ts';

const browser = await openBrowser(after);

for (const look of appearances) {
  test(`Home stands in ${look.language}, ${look.scheme}, ${look.width} px`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    const { page, open, check, shot } = await panelPage(t, browser, look);
    await open('/');
    await page.locator('.lane-bar').first().waitFor();
    await page.locator('#away').waitFor();
    await check();
    await shot('home');
  });
}

test('nobody is told that a memory is everywhere while a machine is behind', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  const heading = page.getByRole('heading', { level: 1 });
  await open('/');
  await heading.getByText('All memories are on every machine.').waitFor();
  scene.say(told({}, { devices: devices(14) }));
  await heading.getByText('This machine has everything. nano-pi and Ноутбук').waitFor();
  scene.say(told({}, { devices: devices().slice(0, 2) }));
  await heading.getByText('All memories are on both machines.').waitFor();
  scene.say(told({}, { devices: devices().slice(0, 1) }));
  await heading.getByText('All memories are kept.').waitFor();
});

test('a pause is as long as one chooses, and is resumed with one press', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, answered } = await panelPage(t, browser);
  await open('/');
  for (const [name, pause] of [
    ['For 30 minutes', 1_800_000],
    ['For 2 hours', 7_200_000],
    ['Until I resume', null],
  ] as const) {
    await page.getByRole('button', { name: 'Pause…' }).press('Enter');
    await answered('/api/pause', () => page.getByRole('button', { name }).press('Enter'));
    await page.getByRole('button', { name }).waitFor({ state: 'hidden' });
    assert.deepEqual(acts(scene.asked).at(-1), { pause });
  }
  scene.say(told({ state: 'paused', why: 'until-resumed', pausedUntil: 'until-resumed' }));
  await answered('/api/resume', () => page.getByRole('button', { name: 'Resume' }).click());
  assert.equal(acts(scene.asked).at(-1), 'resume');
});

test('the lanes are walked with arrow keys and are a table too', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, open, check } = await panelPage(t, browser);
  await open('/');
  const caption = page.locator('figcaption');
  const cell = page.locator('.lane-bars button[tabindex="0"]');
  await cell.focus();
  const first = await caption.textContent();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await caption.textContent(), first);
  assert.match((await caption.textContent()) ?? '', /· nano-pi: \d+ memor/);
  assert.equal(await page.locator(':focus').getAttribute('aria-label'), await caption.textContent());
  await page.getByText('As a table').click();
  assert.equal(await page.getByRole('row').count(), 15);
  await check();
});

test('a host that is gone is said, nothing stays green, and the page comes back by itself', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, shot, complaints } = await panelPage(t, browser);
  await open('/');
  await page.getByRole('button', { name: 'Sync now' }).waitFor();
  await page.context().setOffline(true);
  await scene.close();
  await page.getByRole('heading', { level: 1 }).getByText('Membridge has not answered since').waitFor();
  assert.equal(await page.locator('.weight-good').count(), 0);
  await page.getByText('as of').waitFor();
  await shot('home-lost');
  await page.context().setOffline(false);
  await scene.reopen();
  await page.getByRole('heading', { level: 1 }).getByText('All memories are on every machine.').waitFor();
  // A browser tells of each connection that failed.
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('Failed to load resource')));
});

test('a notice is told until it is put away', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, shot, check } = await panelPage(t, browser);
  const notice = {
    id: 'device-unseen:2',
    at: now,
    level: 'warning',
    code: 'device-unseen',
    data: { label: 'nano-pi', lastSeen: now - 9 * 86_400_000 },
    message: 'in English',
  } as const;
  scene.next.status = told({ notices: [notice, { ...notice, id: 'x', code: 'of-a-newer-host' }] });
  await open('/');
  await page.getByText('nano-pi was last seen 9 days ago.').waitFor();
  await page.getByText('in English').waitFor();
  await check();
  await shot('home-notices');
  for (const left of [1, 0]) {
    await page.getByRole('button', { name: 'Dismiss' }).first().click();
    assert.equal(await page.locator('.notices > li').count(), left);
  }
  await open('/');
  await page.locator('#devices').waitFor();
  assert.equal(await page.locator('.notices > li').count(), 0);
});
