import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { openBrowser, requireBrowser } from './browser.ts';
import { appearances, panelPage } from './panel-page.ts';
import { manyMemories, strangeMemory, strangeTexts } from './past-stories.ts';
import { answering } from './stories.ts';

const browser = await openBrowser(after);

const usual = answering({ memories: manyMemories(100_000), memory: () => strangeMemory });

for (const look of appearances) {
  test(`Memories stand in ${look.language}, ${look.scheme}, ${look.width} px`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    const { page, scene, open, check, shot } = await panelPage(t, browser, look);
    scene.next.query = usual;
    await open('/memories');
    await page.locator('.memories > li').first().waitFor();
    await check();
    await shot('memories');
    await open('/memories/o0');
    await page.locator('article').waitFor();
    await check();
    await shot('memory');
  });
}

test('of 100,000 memories only those in the window are drawn, with two requests for a screen at most', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.query = usual;
  await open('/memories');
  await page.getByText('100,000 memories').waitFor();
  const asked = () => scene.asked.filter((each) => JSON.stringify(each).includes('"memories"')).length;
  await page.getByText('Memory number 8', { exact: true }).waitFor();
  assert.ok(asked() <= 2, `${asked()} requests for the first screen`);
  for (const number of [80, 160, 320]) {
    const row = page.getByText(`Memory number ${number}`, { exact: true });
    // The page grows as it is scrolled: on until the row is there.
    while (!(await row.isVisible())) {
      await page.evaluate(`scrollTo(0, ${number * 64})`);
      await page.evaluate('new Promise((done) => requestAnimationFrame(done))');
    }
    assert.ok((await page.locator('.memories > li').count()) <= 200);
  }
  assert.ok(asked() <= 6, `${asked()} requests for 320 rows`);
});

test('whatever a memory says is shown as text', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.query = usual;
  await open('/memories');
  await page.getByRole('link', { name: strangeTexts[0] ?? '' }).click();
  await page.locator('article').waitFor();
  const texts = await page.locator('dd').allTextContents();
  assert.deepEqual(texts.slice(0, strangeTexts.length), [...strangeTexts]);
  assert.equal(await page.locator('article img, article script, article b').count(), 0);
  assert.equal(await page.title(), 'Membridge');
});

test('filters stand in the address: the way back has them, and so has whoever is sent it', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.query = usual;
  const box = (name: string) => page.getByRole('combobox', { name });
  const address = () => decodeURIComponent(new URL(page.url()).search);
  await open('/memories?q=answered&project=membridge&kind=summary&nonsense=1');
  await page.getByText('3 memories').waitFor();
  assert.equal(await page.getByRole('searchbox').inputValue(), 'answered');
  assert.deepEqual([await box('Project').inputValue(), await box('Kind').inputValue()], ['membridge', 'summary']);
  await box('Project').selectOption('кухонний-годинник · 812');
  await box('Machine').selectOption('nano-pi');
  assert.equal(address(), `?q=answered&project=кухонний-годинник&kind=summary&nonsense=1&device=${'2'.repeat(32)}`);
  await page.locator('.memories a').first().click();
  await page.locator('article').waitFor();
  await page.getByRole('link', { name: 'All memories' }).click();
  assert.ok(address().includes('кухонний-годинник'), address());
  for (const wanted of [/^$/, /device=2/, /project=кухонний-годинник&kind=summary&nonsense=1$/, /project=membridge/]) {
    await page.goBack();
    await page.waitForURL(({ search }) => wanted.test(decodeURIComponent(search)));
  }
  assert.equal(await box('Project').inputValue(), 'membridge');
  const last = JSON.stringify(scene.asked.findLast((each) => JSON.stringify(each).includes('"memories"')));
  assert.ok(last.includes('"project":"membridge"') && last.includes('"query":"answered"'), last);
});

test('what was found is marked, as text', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.query = usual;
  await open('/memories?q=answered');
  await page.locator('.memories mark').first().waitFor();
  assert.deepEqual(await page.locator('.memories mark').allTextContents(), ['answered', 'answered', 'answered']);
  const [excerpt = ''] = await page.locator('.memory-excerpt').allTextContents();
  assert.ok(excerpt.startsWith('The worker answered late because'), excerpt);
});

test('a search asks once the typing rests, and one that finds nothing says what to do', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.query = usual;
  await open('/memories');
  await page.getByText('100,000 memories').waitFor();
  await page.getByRole('searchbox').pressSequentially('login');
  await page.getByText('3 memories').waitFor();
  assert.equal(new URL(page.url()).search, '?q=login');
  await page.getByRole('combobox', { name: 'Machine' }).selectOption('nano-pi');
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('Summary');
  await page.getByRole('searchbox').fill('nothing');
  await page.getByText('Nothing was found.').waitFor();
  const last = JSON.stringify(scene.asked.at(-1));
  for (const part of ['"query":"nothing"', '"kind":"summary"', `"device":"${'2'.repeat(32)}"`])
    assert.ok(last.includes(part), `${part} in ${last}`);
});
