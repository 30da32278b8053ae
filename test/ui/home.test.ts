import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { waitFor } from '../support/host-program.ts';
import { openBrowser, requireBrowser } from './browser.ts';
import { acts, appearances, panelPage } from './panel-page.ts';
import { manyMemories } from './past-stories.ts';
import { answering, devices, kitchenLabel, laptop, now, told } from './stories.ts';

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
  // Three days ago: it would have told. Twelve minutes ago: nobody knows.
  await heading.getByText(`This machine has everything. ${kitchenLabel} is behind.`).waitFor();
  await page.getByText('14 parts not confirmed yet').waitFor();
  scene.say(told({}, { devices: devices(14).slice(0, 2) }));
  await page.getByText('Not every other machine has said yet').waitFor();
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

test('a season is shown beside the fortnight, walked with arrow keys, with the titles of a day and a table', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, check, shot } = await panelPage(t, browser, { width: 360 });
  const asked: unknown[] = [];
  scene.next.query = answering({
    memories: (input) => {
      asked.push(input);
      return manyMemories(100)(input);
    },
  });
  await open('/');
  await page.locator('.lane-bar').first().waitFor();
  await page.getByRole('button', { name: '90 days' }).press('Enter');
  await page.locator('.lane-bar.thin').first().waitFor();
  assert.equal(await page.locator('.lane-bars').first().getByRole('button').count(), 90);
  await check();
  const cell = page.locator('.lane-bars button[tabindex="0"]');
  assert.equal(await cell.count(), 1);
  await cell.focus();
  for (let step = 0; step < 20; step += 1) await page.keyboard.press('ArrowLeft');
  assert.match((await page.locator('figcaption').textContent()) ?? '', /· laptop: \d+ memor/);
  await page.locator('.lane-titles > li').getByText('Memory number 8').waitFor();
  const { device, until } = asked.at(-1) as { device: string; until: number };
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - 19);
  assert.deepEqual([device, until], [laptop, day.getTime()]);
  await shot('home-season');
  await page.getByText('As a table').click();
  assert.equal(await page.getByRole('row').count(), 91);
});

test('open conflicts are counted in the rail and behind More, and the title says what is not well', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  let left = 2;
  scene.next.query = answering({ conflicts: () => ({ conflicts: [], open: left, next: null }) });
  await open('/');
  await page.getByRole('link', { name: 'Conflicts 2 open' }).waitFor();
  assert.equal(await page.title(), 'Membridge');
  scene.say(told({ state: 'conflict', why: 'conflict' }));
  await waitFor('the title', async () => (await page.title()) === 'Conflict · Membridge');
  await page.setViewportSize({ width: 390, height: 800 });
  await page.getByRole('button', { name: 'More 2 open' }).waitFor();
  left = 0;
  scene.say(told());
  await waitFor('the title', async () => (await page.title()) === 'Membridge');
  await page.getByRole('button', { name: 'More', exact: true }).waitFor();
});
