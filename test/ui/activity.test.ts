import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { openBrowser, requireBrowser } from './browser.ts';
import { appearances, end, panelPage } from './panel-page.ts';
import { actStory, strangeMemory, wholeStory } from './past-stories.ts';
import { answering, usualAnswers } from './stories.ts';
import { roundEvent } from '../host/api/api-scene.ts';

const browser = await openBrowser(after);

const acts = answering({ memory: () => strangeMemory, act: ({ id }) => (Number(id) === 5 ? actStory : wholeStory) });

for (const look of appearances) {
  test(`Activity and one act of it stand in ${look.language}, ${look.scheme}, ${look.width} px`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    const { page, scene, open, check, shot } = await panelPage(t, browser, look);
    scene.next.query = acts;
    for (const [name, path, sign] of [
      ['activity', '/activity', '.rows > li'],
      ['act', '/activity/5', '.moved > li'],
      ['act-whole', '/activity/4', '.counts'],
    ] as const) {
      await open(path);
      await page.locator(sign).first().waitFor();
      await check();
      await shot(name);
    }
  });
}

test('an entry opens its rows by keyboard: what happened to each, whose it is, and of what only the number is known', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.query = acts;
  await open('/activity');
  await page.getByRole('link', { name: 'Sync' }).first().press('Enter');
  const came = page.getByRole('region', { name: 'Came in' }).getByRole('listitem');
  await came.first().waitFor();
  assert.equal(new URL(page.url()).pathname, '/activity/5');
  assert.match((await came.nth(1).textContent()) ?? '', /Годинник.*Олександри.*Summary.*changed/);
  assert.deepEqual(
    await came.getByRole('img').evaluateAll((marks) => marks.map((mark) => mark.getAttribute('aria-label'))),
    ['added', 'changed', 'deleted', 'added', 'added'],
  );
  assert.equal(await came.nth(2).getByRole('link').count(), 0, 'what is deleted cannot be opened');
  assert.match((await page.getByRole('region', { name: 'Sent' }).textContent()) ?? '', /Title no longer known here/);
  await page.getByText('Of 9 more rows that came in only the number is known.').waitFor();
  await page.getByText('29 more rows were sent;').waitFor();
  assert.equal(await page.locator('main script, main img').count(), 0);
  await page.getByRole('link', { name: 'Fix the login timeout' }).click();
  assert.equal(new URL(page.url()).pathname, '/memories/o1');
  await page.goBack();
  await came.first().waitFor();
});

test('more rows of an act come page by page', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.query = answering({
    act: ({ before }) =>
      before === undefined
        ? { ...actStory, next: 'more' }
        : { ...actStory, records: actStory.records.slice(0, 1).map((record) => ({ ...record, title: 'of page two' })) },
  });
  await open('/activity/5');
  await page.getByRole('button', { name: 'Show more' }).press('Enter');
  await page.getByText('of page two').waitFor();
  assert.equal(await page.locator('.moved > li').count(), actStory.records.length + 1);
});

test('a round that moved something stands in the list without loading the page again', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  await open('/activity');
  await page.locator('.rows > li').first().waitFor();
  const { entries } = usualAnswers.activity({});
  const [newest] = entries;
  assert.ok(newest !== undefined);
  scene.next.query = answering({
    activity: () => ({ entries: [{ ...newest, id: 6, applied: 77 }, ...entries], next: null }),
  });
  scene.events.append({ kind: 'round', data: roundEvent(77) });
  await page.getByText('77 rows came from nano-pi.').waitFor();
  assert.equal(await page.locator('.rows > li').count(), entries.length + 1);
});

test('what was read of a list stays read when something moves', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  const [newest] = usualAnswers.activity({}).entries;
  assert.ok(newest !== undefined);
  let top = 100;
  scene.next.query = answering({
    activity: ({ before }) => {
      const from = before === undefined ? top : Number(before) - 1;
      const entries = Array.from({ length: 20 }, (_, index) => ({
        ...newest,
        id: from - index,
        applied: from - index,
      }));
      return { entries, next: String(from - 19) };
    },
  });
  await open('/activity');
  const rows = page.locator('.rows > li');
  for (const count of [20, 40, 60]) {
    await rows.nth(count - 1).waitFor();
    if (count < 60) await page.getByRole('button', { name: 'Show more' }).click();
  }
  top = 103;
  scene.events.append({ kind: 'round', data: roundEvent(3) });
  await page.getByText('103 rows came from nano-pi.').waitFor();
  assert.equal(await rows.count(), 60);
  const told = await rows.evaluateAll((all) => all.map((row) => row.textContent ?? ''));
  assert.deepEqual(
    told.map((text) => Number(/(\d+) rows? came/.exec(text)?.[1])),
    Array.from({ length: 60 }, (_, index) => 103 - index),
  );
});

test('the newest act that can be taken back is, after a look at it', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.command = async () => end({ ok: true, undoes: 5, act: 'merge', rows: 14 });
  await open('/activity');
  await page.getByRole('button', { name: 'Undo…' }).click();
  await page.getByRole('dialog').getByText('14 rows go back as they were.').waitFor();
  const { entries } = usualAnswers.activity({});
  const [newest] = entries;
  assert.ok(newest !== undefined);
  scene.next.query = answering({
    activity: () => ({ entries: [{ ...newest, id: 6, act: 'undo', undoes: 5 }, ...entries], next: null }),
  });
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('Taken back. 14 memories are as before.').waitFor();
  // What was done here stands in the list, though no round moved anything.
  await page.getByText('took back 5').waitFor();
});
