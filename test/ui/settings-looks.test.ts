import test, { after } from 'node:test';
import { openBrowser, requireBrowser } from './browser.ts';
import { appearances, panelPage } from './panel-page.ts';
import { scriptSettings } from './settings-scene.ts';
import { noHooks } from './setup-scene.ts';
import { facts, localHistory } from './setup-stories.ts';

const browser = await openBrowser(after);

for (const look of [...appearances, { language: 'uk', scheme: 'dark', width: 360 } as const]) {
  test(`Settings stand in ${look.language}, ${look.scheme}, ${look.width} px`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    const panel = await panelPage(t, browser, look);
    const { page, scene, open, check, shot } = panel;
    scriptSettings(panel, {
      hooks: { python: ['python3 pull.py', 'python3 push.py'], otherHomes: ['/srv/other/.membridge'] },
    });
    await open('/settings');
    await page.locator('#service + .settings-block').waitFor();
    await page.locator('#hooks + .settings-block').waitFor();
    await page.locator('.settings input').first().waitFor();
    await page.locator('#kept + .settings-block button').click();
    await page.locator('.setup-found').waitFor();
    await check();
    await shot('settings');
    await page.locator('#hooks + .settings-block button').first().click();
    await page.locator('.diff').waitFor();
    await check();
    await shot('settings-hooks');
    scene.next.setupFacts = facts({ connection: localHistory });
    scriptSettings(panel, {
      hooks: { hooks: noHooks.hooks.map((each) => ({ ...each, standing: 'installed' })) },
      service: { installed: true, active: 'active', enabled: true, since: Date.now() - 3_600_000, linger: false },
    });
    scene.next.setupFacts = facts({ connection: localHistory });
    await open('/settings');
    await page.locator('#service + .settings-block').waitFor();
    await page.locator('#hooks + .settings-block').waitFor();
    await check();
    await shot('settings-well');
  });
}
