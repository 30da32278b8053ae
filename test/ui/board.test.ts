import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { tellBoard } from './board-scene.ts';
import { openBrowser, requireBrowser } from './browser.ts';
import { appearances, panelPage } from './panel-page.ts';

const browser = await openBrowser(after);

for (const look of [...appearances, { language: 'en', scheme: 'light', width: 360, forcedColors: true } as const]) {
  test(`the board stands in ${look.language}, ${look.scheme}, ${look.width} px${'forcedColors' in look ? ', forced colours' : ''}`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    const { page, scene, open, check, shot } = await panelPage(t, browser, look);
    tellBoard(scene);
    await open('/board');
    await page.locator('.board-rows').waitFor();
    await page.locator('#gauge-writes').waitFor();
    await check();
    await shot('board');
    assert.ok(true);
  });
}
