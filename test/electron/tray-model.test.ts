import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { stateWordSchema } from '../../core/host/api/contract.ts';
import type { HostSight } from '../../electron/host-sight.ts';
import { menuCharsMax, tooltipCharsMax } from '../../electron/plain-words.ts';
import { trayIconFile, trayIconNames } from '../../electron/tray-icon.ts';
import type { TrayAct, TrayItem, TrayPress } from '../../electron/tray-menu.ts';
import { trayModel } from '../../electron/tray-model.ts';
import { came, facts, known, now } from './tray-scene.ts';
import { reasons, states, trayTable } from './tray-table.ts';

const root = join(import.meta.dirname, '../..');
const golden = join(import.meta.dirname, 'golden/tray.txt');

test('the tray shows in every state, language, window and pause what its golden table says', () => {
  const table = trayTable();
  // MEMBRIDGE_TEST_GOLDEN=write makes it anew; then read the difference.
  if (process.env['MEMBRIDGE_TEST_GOLDEN'] === 'write') writeFileSync(golden, table);
  assert.equal(table, readFileSync(golden, 'utf8'));
});

test('no two states look alike, but for those in which the host is away', () => {
  const icons = new Map(states.map(({ name, sight }) => [name, trayModel(sight(false), facts('en')).icon]));
  assert.deepEqual(
    [...icons].filter(([, icon]) => icon === 'lost').map(([name]) => name),
    ['host restarting', 'host stopped', 'host lost'],
  );
  assert.equal(new Set(icons.values()).size, states.length - 2);
});

test('every icon has its files for each system, light and dark', () => {
  const used = [...states, ...reasons].map(({ sight }) => trayModel(sight(false), facts('en')).icon);
  assert.deepEqual(new Set(used), new Set(trayIconNames));
  for (const name of trayIconNames)
    for (const platform of ['darwin', 'win32', 'linux'] as const)
      for (const isDark of [true, false]) {
        const file = trayIconFile(name, platform, isDark);
        const files = file.endsWith('.png') ? [file, file.replace('.png', '@2x.png')] : [file];
        for (const each of files) assert.ok(existsSync(join(root, 'resources/icons/tray', each)), each);
      }
});

test('a press goes to a view that the panel has', () => {
  const views = readFileSync(join(root, 'renderer/views.tsx'), 'utf8');
  const paths = new Set([...views.matchAll(/path(?:: | === )'([^']+)'/g)].map(([, path]) => path));
  assert.ok(paths.has('/force-push') && paths.size > 8, [...paths].join(' '));
  const opened = [...states, ...reasons].flatMap(({ sight }) =>
    pressesOf(trayModel(sight(false), facts('en')).menu).flatMap(({ act }) => (act.kind === 'open' ? [act.path] : [])),
  );
  assert.ok(opened.length > 60);
  for (const path of new Set(opened)) assert.ok(path === null || paths.has(path), String(path));
});

test('an open window is shown as it is, a closed one opens at home', () => {
  const openOf = (isWindowOpen: boolean) =>
    pressesOf(trayModel(known(), facts('en', { isWindowOpen })).menu).map(({ act }) => act);
  assert.ok(openOf(true).some((act) => act.kind === 'open' && act.path === null));
  assert.ok(openOf(false).some((act) => act.kind === 'open' && act.path === '/'));
});

test('who leaves a tray that is a guest at a running host is told that syncing goes on', () => {
  const quitOf = (isAttached: boolean) =>
    labelOf(trayModel(known(), facts('en', { isAttached })).menu, (act) => act.kind === 'quit');
  assert.equal(quitOf(true), 'Quit (syncing goes on)');
  assert.equal(quitOf(false), 'Quit Membridge');
});

test('keys are shown only where they work in such a menu', () => {
  const keysOn = (platform: 'darwin' | 'win32' | 'linux') =>
    pressesOf(trayModel(known(), facts('en', { platform })).menu).flatMap(({ accelerator }) => accelerator ?? []);
  assert.deepEqual(keysOn('darwin'), ['Command+,', 'Command+Q']);
  assert.deepEqual([...keysOn('win32'), ...keysOn('linux')], []);
});

test('a sign that menus take for a key stays a sign', () => {
  const lastActivity = { ...came, from: ['R&D\n\u202Eeht'] };
  const label = labelOf(trayModel(known(), facts('en', { lastActivity })).menu, isActivity);
  assert.equal(label, '13:45: 14 rows came from R&&D eht.');
});

test('what has moved nothing that was counted is told by its name, and nothing at all by a line', () => {
  const lastActivity = { ...came, act: 'restore', applied: 0 };
  assert.equal(labelOf(trayModel(known(), facts('en', { lastActivity })).menu, isActivity), '13:45: Restore');
  const { menu } = trayModel(known(), facts('en', { lastActivity: null }));
  assert.equal(labelOf(menu, isActivity), undefined);
  assert.ok(menu.some((item) => item.kind === 'line' && item.label === 'Nothing has moved yet'));
});

const instant = fc.integer({ min: 0, max: now + 400 * 24 * 3_600_000 });
const anySight: fc.Arbitrary<HostSight> = fc.oneof(
  fc.constant<HostSight>({ kind: 'starting' }),
  fc.record({ kind: fc.constantFrom('restarting' as const, 'stopped' as const, 'lost' as const), since: instant }),
  fc
    .record({
      state: fc.constantFrom(...stateWordSchema.options),
      why: fc.oneof(fc.constantFrom('', 'not-connected', 'battery', 'of-a-newer-host', 'remote-denied'), fc.string()),
      pausedUntil: fc.oneof(fc.constant(null), fc.constant('until-resumed' as const), instant),
      since: instant,
      where: fc.string({ unit: 'binary', maxLength: 400 }),
      label: fc.string({ unit: 'grapheme', maxLength: 200 }),
      records: fc.nat(),
      behind: fc.oneof(fc.constant(null), fc.nat()),
      hasStatus: fc.boolean(),
    })
    .map(({ state, why, pausedUntil, since, where, label, records, behind, hasStatus }) => {
      const { status: sample } = (known() as Extract<HostSight, { kind: 'known' }>).status;
      const device = { id: '3'.repeat(32), label, lastSeen: since, behind, finding: null };
      const sight = known(
        { state, why, pausedUntil, since },
        {
          remote: { ...(sample?.remote ?? { kind: '', grade: null, reachable: true, encryption: '' }), where },
          pending: { records },
          devices: [...(sample?.devices ?? []), device],
          lease: { holder: 'x', label, since, expires: since, purpose: 'push' },
        },
      );
      return sight.kind === 'known' && !hasStatus
        ? { kind: 'known' as const, status: { ...sight.status, status: null } }
        : sight;
    }),
);

test('whatever a host says, there is an icon, a whole sentence of bounded length, and a way out', () => {
  fc.assert(
    fc.property(
      anySight,
      fc.constantFrom('en' as const, 'uk' as const),
      fc.constantFrom('darwin' as const, 'win32' as const, 'linux' as const),
      fc.boolean(),
      (sight, language, platform, isWindowOpen) => {
        const { icon, tooltip, menu } = trayModel(sight, facts(language, { platform, isWindowOpen }));
        assert.ok(trayIconNames.includes(icon));
        assert.ok(tooltip.length > 'Membridge: '.length && tooltip.length <= tooltipCharsMax, tooltip);
        assert.ok(tooltip.isWellFormed(), tooltip);
        assert.equal(pressesOf(menu).filter(({ act, because }) => act.kind === 'quit' && because === null).length, 1);
        assert.equal(menu.at(-1)?.kind, 'press');
        for (const item of flat(menu)) {
          if (item.kind === 'separator') continue;
          assert.ok(item.label.trim().length > 1, item.label);
          assert.ok(item.label.isWellFormed() && item.label.replaceAll('&&', '&').length <= menuCharsMax);
          assert.doesNotMatch(item.label, /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
          // No '{{hole}}' of a text is left, and no key in place of one.
          assert.doesNotMatch(item.label, /\{\{\w+\}\}|\bundefined\b|^(tray:|state\.|actions\.)/);
          if ('because' in item && item.because !== null) assert.ok(item.because.length > 3);
        }
        for (const [at, item] of menu.entries())
          assert.ok(item.kind !== 'separator' || menu[at + 1]?.kind !== 'separator');
      },
    ),
    { numRuns: 300 },
  );
});

function isActivity(act: TrayAct): boolean {
  return act.kind === 'open' && act.path === '/activity';
}

function labelOf(menu: readonly TrayItem[], fits: (act: TrayAct) => boolean): string | undefined {
  return pressesOf(menu).find(({ act }) => fits(act))?.label;
}

function pressesOf(menu: readonly TrayItem[]): TrayPress[] {
  return flat(menu).filter((item) => item.kind === 'press');
}

function flat(menu: readonly TrayItem[]): TrayItem[] {
  return menu.flatMap((item): TrayItem[] => (item.kind === 'submenu' ? [item, ...item.items] : [item]));
}
