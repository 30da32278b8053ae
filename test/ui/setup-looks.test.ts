import test, { after } from 'node:test';
import { openBrowser, requireBrowser } from './browser.ts';
import { appearances, panelPage } from './panel-page.ts';
import { scriptSetup } from './setup-scene.ts';
import { folder } from './setup-stories.ts';
import { told } from './stories.ts';

const browser = await openBrowser(after);

for (const look of [...appearances, { language: 'uk', scheme: 'dark', width: 360 } as const]) {
  test(`the first run stands in ${look.language}, ${look.scheme}, ${look.width} px`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    const panel = await panelPage(t, browser, look);
    const { page, scene, open, check, shot } = panel;
    scriptSetup(panel);
    const next = page.locator('.setup-foot button[type=submit]');
    const stands = async (name: string) => {
      await check();
      await shot(`setup-${name}`);
    };
    await open('/');
    await page.locator('.facts').waitFor();
    await stands('1-memory');
    await next.click();
    await page.locator('#setup-folder').fill(folder);
    await stands('2-folder');
    await page.locator('input[value=s3]').check();
    await page.locator('#setup-store').selectOption('minio');
    await page.locator('details.more summary').click();
    await stands('2-bucket');
    await next.click();
    await page.getByRole('alert').waitFor();
    await stands('2-missing');
    await page.locator('input[value=folder]').check();
    await next.click();
    await page.locator('#setup-passphrase').fill('a long sentence that nobody guesses');
    await page.locator('#setup-passphraseAgain').fill('another one');
    await next.click();
    await page.getByRole('alert').waitFor();
    await stands('3-new');
    await page.locator('#setup-passphraseAgain').fill('a long sentence that nobody guesses');
    await next.click();
    await page.locator('.moves').waitFor();
    await stands('4-plan');
    await next.click();
    scene.say(told());
    await page.locator('#hooks + .settings-block').waitFor();
    await stands('5-done');
  });
}
