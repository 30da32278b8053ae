import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { openBrowser, requireBrowser } from './browser.ts';
import { acts, end, panelPage } from './panel-page.ts';
import { hooksChange, scriptSettings } from './settings-scene.ts';
import { expectFaults, noHooks, refused, setupAsks } from './setup-scene.ts';
import { facts, folder, tested } from './setup-stories.ts';

const browser = await openBrowser(after);

/** The commands that were run, without what a page asks when it opens. */
function commands(asked: readonly unknown[]): string[] {
  return acts(asked).flatMap((each) => {
    const words = typeof each === 'object' && each !== null && 'command' in each ? (each.command as string[]) : [];
    return words.length === 0 || /status|list/.test(words[1] ?? '') ? [] : [words.join(' ')];
  });
}

test('the connection is tested, and a place that does not answer says why', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open, shot } = panel;
  scriptSettings(panel);
  await open('/settings');
  const region = page.getByRole('region', { name: 'Where it is kept' });
  await region.getByText('sealed with your passphrase').waitFor();
  await region.getByText('safe with many writers').waitFor();
  await region.getByRole('button', { name: 'Test connection' }).dblclick();
  await region.getByText('It answers, and the memory is there.').waitFor();
  scene.next.setup = async () => ({ kind: 'told', answer: tested() });
  await region.getByRole('button', { name: 'Test connection' }).click();
  await region.getByText('The place answers, but no memory of this project is there.').waitFor();
  scene.next.setup = async () => refused({ message: 'nas.local does not answer.', hint: 'Is it switched on?' });
  await region.getByRole('button', { name: 'Test connection' }).click();
  await region.getByRole('alert').getByText('nas.local does not answer.').waitFor();
  await shot('settings-unreachable');
  assert.deepEqual(setupAsks(scene.asked).at(-1)?.request, {
    language: 'en',
    place: { kind: 'folder', folder },
    project: 'mem',
  });
  await region.getByRole('link', { name: 'Keep it somewhere else…' }).press('Enter');
  await page.getByRole('heading', { name: 'Keep it somewhere else' }).waitFor();
  expectFaults(panel);
});

test('a machine that is connected to nothing is led to the first run', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open } = panel;
  scriptSettings(panel);
  scene.next.setupFacts = facts();
  await open('/settings');
  await page.getByText('This machine is not connected to any place yet.').waitFor();
  await page.getByRole('link', { name: 'Choose a place' }).click();
  await page.getByRole('heading', { name: 'The memory of claude-mem is here.' }).waitFor();
});

test('hooks are written after a look at the exact change, by keyboard, and taken out again', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open } = panel;
  scriptSettings(panel);
  await open('/settings');
  await page.getByRole('button', { name: 'Install the hooks…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Let Claude Code wake Membridge?' });
  await dialog.getByText(noHooks.settings).waitFor();
  assert.deepEqual(await dialog.locator('.diff code').allTextContents(), hooksChange);
  assert.equal(await dialog.locator('.put-in').count(), 3);
  scriptSettings(panel, { hooks: { hooks: noHooks.hooks.map((each) => ({ ...each, standing: 'installed' })) } });
  await dialog.getByRole('button', { name: 'Write this change' }).press('Enter');
  await page.getByText('Sessions of Claude Code wake Membridge.').waitFor();
  await page.getByText('Written.').waitFor();
  await page.getByRole('button', { name: 'Take them out…' }).press('Enter');
  await page.getByRole('dialog').locator('.diff').waitFor();
  await page.keyboard.press('Escape');
  assert.deepEqual(commands(scene.asked), [
    'hooks install --dry-run --yes --lang en',
    'hooks install --yes --lang en',
    'hooks uninstall --dry-run --yes --lang en',
  ]);
});

test('the hooks of the Python membridge are offered to be switched off, and may stay', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open } = panel;
  scriptSettings(panel, {
    hooks: {
      hooks: noHooks.hooks.map((each) => ({ ...each, standing: 'installed' })),
      python: ['python3 pull.py', 'python3 push.py'],
      disabled: true,
    },
  });
  await open('/settings');
  await page.getByText('The Python membridge still has 2 hooks there.').waitFor();
  await page.getByText('its settings say disableAllHooks').waitFor();
  await page.getByRole('button', { name: 'Put them right…' }).click();
  const both = page.getByRole('checkbox', { name: 'Switch the 2 hooks of the Python membridge off too' });
  assert.ok(await both.isChecked());
  await page.locator('.diff').waitFor();
  await both.uncheck();
  await page.locator('.diff').waitFor();
  await both.check();
  await page.locator('.diff').waitFor();
  await page.getByRole('button', { name: 'Write this change' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const python = 'hooks install --switch-off-python';
  assert.deepEqual(commands(scene.asked), [
    `${python} --dry-run --yes --lang en`,
    'hooks install --dry-run --yes --lang en',
    `${python} --dry-run --yes --lang en`,
    `${python} --yes --lang en`,
  ]);
});

test('what is not on this machine is no fault, and says what it needs', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open, check, shot } = panel;
  scriptSettings(panel);
  const missing = {
    code: 'claude-code-missing',
    message: 'Claude Code has no folder here.',
    hint: 'Start Claude Code once.',
  };
  const unsupported = { code: 'service-unsupported', message: 'There is no systemd.', hint: 'Start it otherwise.' };
  scene.next.command = async ([name]) =>
    end(
      { ok: false, error: name === 'hooks' ? missing : name === 'service' ? unsupported : { ...missing, code: 'x' } },
      2,
    );
  await open('/settings');
  await page.getByText('Claude Code has no folder here.').first().waitFor();
  await page.getByText('There is no systemd.').waitFor();
  assert.equal(await page.getByRole('region', { name: 'Claude Code hooks' }).getByRole('alert').count(), 0);
  assert.equal(await page.getByRole('region', { name: 'Service' }).getByRole('alert').count(), 0);
  await check();
  await shot('settings-without');
});

test('the service says how it is, and the command that helps is copied', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, open, shot } = panel;
  await page.context().grantPermissions(['clipboard-write', 'clipboard-read']);
  const region = page.getByRole('region', { name: 'Service' });
  for (const [more, words, command] of [
    [{}, 'Membridge runs only until its terminal or window is closed.', 'membridge service install'],
    [
      { installed: true, active: 'active', enabled: true, linger: false },
      'It ends with your last session here.',
      'loginctl enable-linger',
    ],
    [{ installed: true, active: 'failed', enabled: true }, 'does not run (failed)', 'membridge service install'],
    [
      { installed: true, active: 'active', enabled: true, gone: ['/opt/node'] },
      '/opt/node',
      'membridge service install',
    ],
    [{ installed: true, active: 'running', enabled: false }, 'It is not enabled', 'membridge service install'],
  ] as const) {
    scriptSettings(panel, { service: more });
    await open('/settings');
    await region.getByText(words).waitFor();
    const copy = region.getByRole('button', { name: 'Copy' });
    assert.equal(await copy.count(), 1, words);
    await copy.click();
    await region.getByText('Copied').waitFor();
    assert.equal(await page.evaluate<string>('navigator.clipboard.readText()'), command);
  }
  await shot('settings-service');
  scriptSettings(panel, {
    service: { installed: true, active: 'active', enabled: true, linger: true, memory: 'limited' },
  });
  await open('/settings');
  await region.getByText('Membridge runs as a service and starts by itself.').waitFor();
  assert.equal(await region.getByRole('button').count(), 0);
});

test('a setting is written when it is left, in the unit it is kept in, and a refused one says why', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open, shot } = panel;
  scriptSettings(panel);
  await open('/settings');
  await page.getByRole('spinbutton', { name: 'Quiet moment before sending' }).fill('2.5');
  await page.keyboard.press('Enter');
  await page.getByText('Saved.').waitFor();
  await page.getByRole('switch', { name: 'Wait while on battery' }).press('Space');
  await page.getByText('Saved.').nth(1).waitFor();
  await page.getByRole('spinbutton', { name: 'Port' }).fill('99999');
  await page.keyboard.press('Tab');
  await page.getByText('hostPort is 1 … 65535. Try 47780.').waitFor();
  await shot('settings-refused');
  assert.deepEqual(commands(scene.asked), [
    'config set quietPeriodMs 2500 --lang en',
    'config set waitOnBattery on --lang en',
    'config set hostPort 99999 --lang en',
  ]);
});

test('language and appearance are the browser’s own, at once and at the next visit', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, open } = panel;
  scriptSettings(panel);
  await open('/settings');
  await page.getByRole('combobox', { name: 'Language', exact: true }).selectOption('Українська');
  await page.getByRole('combobox', { name: 'Вигляд' }).selectOption('Темний');
  await page.getByRole('heading', { name: 'Де зберігається' }).waitFor();
  await open('/');
  await page.getByRole('heading', { name: 'Усі спогади є на кожній машині.' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'uk');
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
});
