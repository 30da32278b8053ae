import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { checkNames } from '../../core/text/doctor-words.ts';
import { openBrowser, requireBrowser } from './browser.ts';
import { acts, appearances, end, panelPage, type PanelPage } from './panel-page.ts';
import { desk, devices, laptop, now, told } from './stories.ts';

const browser = await openBrowser(after);

const checks = checkNames.map((name, index) => ({
  name,
  verdict: index === 5 ? 'fail' : index === 12 ? 'warn' : 'ok',
  message: `What ${name} is like, in a sentence that a host has written in the language of the page.`,
  next: index === 5 || index === 12 ? 'Free some space, then run the checks again.' : null,
  code: index === 5 ? 'source-corrupt' : null,
}));

function script({ scene }: PanelPage): void {
  scene.next.command = async ([name, verb]) => {
    if (name === 'doctor') return end({ ok: false, checks, fixed: verb === '--fix' ? ['journal'] : [] }, 6);
    return end({ ok: true });
  };
}

for (const look of appearances) {
  test(`Machines and Checks stand in ${look.language}, ${look.scheme}, ${look.width} px`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    const panel = await panelPage(t, browser, look);
    const { page, scene, open, check, shot } = panel;
    script(panel);
    scene.next.status = told({}, { devices: devices(14) });
    for (const [name, path, sign] of [
      ['devices', '/devices', '.facts'],
      ['doctor', '/doctor', '.checks'],
    ] as const) {
      await open(path);
      await page.locator(sign).first().waitFor();
      await check();
      await shot(name);
    }
  });
}

test('this machine is renamed, and one that is gone is taken off the list after a question', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open } = panel;
  script(panel);
  await open('/devices');
  await page.getByRole('button', { name: 'Rename laptop' }).press('Enter');
  await page.getByRole('textbox', { name: 'Name of this machine' }).fill('Робочий ноутбук');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Remove nano-pi…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Take nano-pi off the list?' });
  await dialog.getByRole('button', { name: 'Remove…' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(
    acts(scene.asked).filter((each) => JSON.stringify(each).includes('command')),
    [
      { command: ['devices', 'rename', laptop, 'Робочий ноутбук', '--lang', 'en'] },
      { command: ['devices', 'remove', desk, '--dry-run', '--yes', '--lang', 'en'] },
      { command: ['devices', 'remove', desk, '--yes', '--lang', 'en'] },
    ],
  );
});

test('checks that need somebody come first, and are mended and copied', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open } = panel;
  script(panel);
  await page.context().grantPermissions(['clipboard-write', 'clipboard-read']);
  await open('/doctor');
  await page.getByText('2 checks need you.').waitFor();
  assert.match((await page.locator('.checks > li').first().textContent()) ?? '', /Memory.*Free some space/);
  await page.getByRole('button', { name: 'Mend what is safe' }).click();
  await page.getByText('1 was mended.').waitFor();
  await page.getByRole('button', { name: 'Copy details' }).click();
  await page.getByText('Copied').waitFor();
  assert.deepEqual(JSON.parse(await page.evaluate<string>('navigator.clipboard.readText()')), checks);
  assert.deepEqual(
    acts(scene.asked).map((each) => (each as { command: string[] }).command.join(' ')),
    ['doctor --lang en', 'doctor --fix --lang en'],
  );
});

test('without a token there is no panel, only the way to one, and the code leaves the address', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, check, complaints } = await panelPage(t, browser);
  await open('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.ok(!page.url().includes('code'));
  await page.evaluate('localStorage.clear()');
  // The same code a second time.
  await page.goto(scene.address);
  await page.reload();
  await page.getByText('This page needs a code.').waitFor();
  await check();
  assert.ok(complaints.every((line) => line.startsWith('Failed to load resource')));
  complaints.length = 0;
});

test('a machine tells how it is: what it lacks since when, what helps, and which Membridge it runs', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open } = panel;
  script(panel);
  const [own, other, kitchen] = devices(14);
  assert.ok(own !== undefined && other !== undefined && kitchen !== undefined);
  const broken = { ...other, id: '4'.repeat(32), label: 'attic', behind: null, lastSeen: null, finding: 'not sealed' };
  const late = { ...other, lastSeen: now - 2 * 3_600_000, version: '0.2.0' };
  scene.next.status = told({}, { devices: [own, late, kitchen, broken] });
  await open('/devices');
  const words = async (label: string) =>
    (await page.getByRole('listitem').filter({ hasText: label }).textContent()) ?? '';
  await page.locator('.devices').waitFor();
  assert.match(await words('laptop'), /has everything/);
  // Two hours ago may be yesterday: then the day is said too.
  assert.match(
    await words('nano-pi'),
    /behind by 14 parts since (\d+ \w+, )?\d\d:\d\d.*arrives by itself.*Membridge 0\.2\.0/s,
  );
  assert.match(await words('Олександри'), /behind by 14 parts since .*last seen 3 days ago.*Is it on\?/s);
  assert.match(await words('attic'), /its file cannot be read.*never seen.*not sealed/s);
});
