/** The machine in every state that it can be in, at every width and in both languages. */
import test, { after } from 'node:test';
import { boardSights } from './board-sights.ts';
import { openBrowser, requireBrowser } from './browser.ts';
import { lookAtAll } from './looked-at.ts';
import { panelPage } from './panel-page.ts';

const browser = await openBrowser(after);

for (const language of ['en', 'uk'] as const) {
  test(`whatever the board shows can be read at every width, in ${language}`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    await lookAtAll(await panelPage(t, browser, { language }), language, boardSights);
  });
}
