/** Everything that can be seen, at every width: nothing cut, nothing on anything else, nothing in another language. */
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { openBrowser, requireBrowser } from './browser.ts';
import { layoutFaults } from './layout-faults.ts';
import { height, lookAtAll } from './looked-at.ts';
import { panelPage } from './panel-page.ts';
import { sights } from './sights.ts';

const browser = await openBrowser(after);

for (const language of ['en', 'uk'] as const) {
  test(`whatever the panel shows can be read at every width, in ${language}`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    await lookAtAll(await panelPage(t, browser, { language }), language, sights);
  });
}

test('text that is cut, leaves its box or stands on other text is found', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const page = await browser.newPage({ viewport: { width: 400, height } });
  t.after(() => page.close());
  const faultsOf = async (html: string) => {
    await page.setContent(`<body style="margin: 0; font: 14px/20px sans-serif">${html}</body>`);
    return (await page.evaluate(layoutFaults)).join();
  };
  const long = 'a line that is longer than its box';
  const box = (style: string, more = '') =>
    `<div style="width: 80px; white-space: nowrap; ${style}">${long}</div>${more}`;
  assert.match(await faultsOf(box('overflow: hidden')), /is cut by/);
  assert.match(await faultsOf(box('')), /leaves its box/);
  assert.match(await faultsOf(box('width: 900px')), /the page is 900 px wide/);
  assert.match(await faultsOf(box('width: 300px', '<p style="margin: -20px 0 0">over it</p>')), /stands on/);
  for (const fine of [
    box('overflow: hidden; text-overflow: ellipsis'),
    box('overflow: auto'),
    box('white-space: normal', '<p style="margin: 0">under it</p>'),
    box('position: fixed; width: 300px', '<p style="margin: 0">under what lies over the page</p>'),
  ])
    assert.equal(await faultsOf(fine), '');
});
