import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import type { Instant } from '../../../core/model/ids.ts';
import { findBun } from '../../../core/sources/claude-mem/bun.ts';
import { hasCloudSync } from '../../../core/sources/claude-mem/cloud-sync.ts';
import { claudeMemFolder } from '../../../core/sources/claude-mem/data-folder.ts';
import { schemaVersionsKnownTo } from '../../../core/sources/claude-mem/known-schemas.ts';
import { cleanupMarker, createMarkers, remapMarker } from '../../../core/sources/claude-mem/markers.ts';
import { installedPlugin, newestFirst } from '../../../core/sources/claude-mem/plugin-root.ts';
import { parseToolSettings } from '../../../core/sources/claude-mem/tool-settings.ts';
import { configuredAddress } from '../../../core/sources/claude-mem/worker-address.ts';
import { workerEnvironment } from '../../../core/sources/claude-mem/worker-environment.ts';

describe("claude-mem's data folder", () => {
  it('is the one the environment names, else the settings, else the usual one', async (t) => {
    const home = temporary(t);
    const at = { home, platform: 'linux' } as const;
    assert.equal(await claudeMemFolder({ ...at, env: {} }), join(home, '.claude-mem'));
    write(home, '.claude-mem/settings.json', JSON.stringify({ CLAUDE_MEM_DATA_DIR: '~/пам’ять' }));
    assert.equal(await claudeMemFolder({ ...at, env: {} }), join(home, 'пам’ять'));
    assert.equal(await claudeMemFolder({ ...at, env: { CLAUDE_MEM_DATA_DIR: '' } }), join(home, 'пам’ять'));
    assert.equal(await claudeMemFolder({ ...at, env: { CLAUDE_MEM_DATA_DIR: '/srv/memory' } }), '/srv/memory');
    assert.equal(await claudeMemFolder({ ...at, env: { CLAUDE_MEM_DATA_DIR: '~' } }), home);
  });

  it('is the usual one when the settings are broken', async (t) => {
    const home = temporary(t);
    for (const text of ['', '{', '[]', 'null', '{"CLAUDE_MEM_DATA_DIR": 5', '{"CLAUDE_MEM_DATA_DIR": {}}']) {
      write(home, '.claude-mem/settings.json', text);
      assert.equal(await claudeMemFolder({ home, env: {}, platform: 'linux' }), join(home, '.claude-mem'), text);
    }
  });
});

describe("claude-mem's settings", () => {
  it('are read flat, nested as older releases wrote them, and after a byte order mark', () => {
    assert.deepEqual(parseToolSettings('\uFEFF{"A": "1", "B": 2, "C": null, "D": true}'), {
      A: '1',
      B: '2',
      D: 'true',
    });
    assert.deepEqual(parseToolSettings('{"env": {"A": "1"}, "other": "x"}'), { A: '1' });
  });

  it('give the port: the environment, then the file, then the user id', async (t) => {
    const folder = temporary(t);
    const port = async (env: Record<string, string>, uid: number | null) =>
      (await configuredAddress(folder, { env, uid })).port;
    assert.equal(await port({}, 1042), 37_742);
    assert.equal(await port({}, null), 37_777);
    write(folder, 'settings.json', '{"CLAUDE_MEM_WORKER_PORT": "38001"}');
    assert.equal(await port({}, 1042), 38_001);
    assert.equal(await port({ CLAUDE_MEM_WORKER_PORT: '38002' }, 1042), 38_002);
    for (const bad of ['', 'abc', '0', '70000', '-5', '1e3'])
      assert.equal(await port({ CLAUDE_MEM_WORKER_PORT: bad }, 1042), 37_742, bad);
  });

  it('never lead to another machine', async (t) => {
    const folder = temporary(t);
    for (const [said, host] of [
      ['192.0.2.7', '127.0.0.1'],
      ['0.0.0.0', '127.0.0.1'],
      ['localhost', '127.0.0.1'],
      ['::1', '::1'],
    ]) {
      assert.equal((await configuredAddress(folder, { env: { CLAUDE_MEM_WORKER_HOST: said }, uid: 0 })).host, host);
    }
  });

  it('say that its cloud sync is on only when token, user and hub are all set', async (t) => {
    const folder = temporary(t);
    const keys = ['TOKEN', 'USER_ID', 'HUB_URL'].map((name) => `CLAUDE_MEM_CLOUD_SYNC_${name}`);
    const all = Object.fromEntries(keys.map((key) => [key, 'x']));
    assert.equal(await hasCloudSync(folder, { env: {} }), false);
    write(folder, 'settings.json', JSON.stringify(all));
    assert.equal(await hasCloudSync(folder, { env: {} }), true);
    for (const key of keys) {
      write(folder, 'settings.json', JSON.stringify({ ...all, [key]: ' ' }));
      assert.equal(await hasCloudSync(folder, { env: {} }), false, key);
      assert.equal(await hasCloudSync(folder, { env: { [key]: 'y' } }), true, key);
    }
    write(folder, 'settings.json', JSON.stringify(all));
    assert.equal(await hasCloudSync(folder, { env: { CLAUDE_MEM_CLOUD_SYNC_TOKEN: '' } }), false);
  });
});

describe('the installed plugin', () => {
  it('is the newest version folder that is in use, a release before its pre-release', async (t) => {
    const home = temporary(t);
    const at = { home, env: {} };
    assert.equal(await installedPlugin(at), null);
    plugin(home, 'marketplaces/thedotmack/plugin', '13.1.0');
    assert.equal((await installedPlugin(at))?.version, '13.1.0');
    for (const version of ['9.9.9', '13.25.3', '13.9.0', '13.25.3-beta.2', '14.0.0', '15.0.0'])
      plugin(home, cached(version), version);
    write(home, `.claude/plugins/${cached('14.0.0')}/.orphaned_at`, '1767225600000');
    // A version folder without a worker (an interrupted update), and what is no version.
    rmSync(join(home, '.claude/plugins', cached('15.0.0'), 'scripts'), { recursive: true });
    plugin(home, cached('latest'), '99.0.0');
    const found = await installedPlugin(at);
    assert.equal(found?.version, '13.25.3');
    assert.equal(found.root, join(home, '.claude/plugins', cached('13.25.3')));
    assert.equal(found.script, join(found.root, 'scripts/worker-service.cjs'));
  });

  it('may lie in the whole package, and under another Claude folder', async (t) => {
    const home = temporary(t);
    plugin(home, `${cached('12.0.0')}/plugin`, '12.0.0', 'elsewhere');
    assert.equal(await installedPlugin({ home, env: {} }), null);
    const found = await installedPlugin({ home, env: { CLAUDE_CONFIG_DIR: join(home, 'elsewhere') } });
    assert.equal(found?.root, join(home, 'elsewhere/plugins', cached('12.0.0'), 'plugin'));
  });

  it('says its own version, else its folder does', async (t) => {
    const home = temporary(t);
    plugin(home, cached('13.0.1'), 'not json at all');
    assert.equal((await installedPlugin({ home, env: {} }))?.version, '13.0.1');
  });

  it('is chosen by one total order of names', () => {
    const number = fc.integer({ min: 0, max: 12 });
    const name = fc
      .tuple(number, number, number, fc.constantFrom('', '-beta', '-rc.1'))
      .map(([a, b, c, end]) => `${a}.${b}.${c}${end}`);
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        assert.equal(newestFirst(a, b), -newestFirst(b, a) + 0);
        assert.equal(newestFirst(a, b) === 0, a === b);
        if (newestFirst(a, b) <= 0 && newestFirst(b, c) <= 0) assert.ok(newestFirst(a, c) <= 0);
      }),
    );
    assert.deepEqual(['1.2.3', '1.10.0', '1.10.0-rc.1', '2'].sort(newestFirst), [
      '2',
      '1.10.0',
      '1.10.0-rc.1',
      '1.2.3',
    ]);
  });
});

describe('bun', () => {
  it('is looked for where it is named, in PATH, then in the usual places', async (t) => {
    const home = temporary(t);
    const at = { home, platform: 'linux' } as const;
    const own = program(home, '.bun/bin/bun');
    assert.equal(await findBun({ ...at, env: { PATH: 'relative:/nowhere' } }), own);
    const inPath = program(home, 'tools/bun');
    assert.equal(await findBun({ ...at, env: { PATH: `/nowhere:${dirname(inPath)}` } }), inPath);
    const named = program(home, 'named/bun');
    assert.equal(await findBun({ ...at, env: { PATH: dirname(inPath), BUN: named } }), named);
    chmodSync(inPath, 0o644);
    assert.equal(await findBun({ ...at, env: { PATH: dirname(inPath), BUN: join(home, 'gone') } }), own);
  });

  it('is found under the newest Node of nvm', async (t) => {
    const home = temporary(t);
    program(home, '.nvm/versions/node/v20.1.0/bin/bun');
    const newest = program(home, '.nvm/versions/node/v24.0.0/bin/bun');
    const found = await findBun({ home, env: {}, platform: 'linux' });
    // A bun of the whole machine comes first.
    assert.ok(found === newest || found?.startsWith(home) === false, String(found));
  });
});

describe("the worker's environment", () => {
  it('holds what claude-mem needs and nothing of ours', () => {
    const env = {
      PATH: '/bin',
      HOME: '/home/a',
      LC_ALL: 'C',
      CLAUDE_MEM_MODEL: 'm',
      ANTHROPIC_API_KEY: 'k',
      HTTPS_PROXY: 'p',
      MEMBRIDGE_S3_SECRET_KEY: 's',
      MINIO_SECRET_KEY: 's',
      NODE_OPTIONS: '--import x',
      npm_config_x: 'y',
      ELECTRON_RUN_AS_NODE: '1',
      EMPTY: undefined,
    };
    assert.deepEqual(workerEnvironment({ env }, { CLAUDE_MEM_DATA_DIR: '/d' }), {
      PATH: '/bin',
      HOME: '/home/a',
      LC_ALL: 'C',
      CLAUDE_MEM_MODEL: 'm',
      ANTHROPIC_API_KEY: 'k',
      HTTPS_PROXY: 'p',
      CLAUDE_MEM_DATA_DIR: '/d',
    });
  });
});

describe('the markers of one-time passes', () => {
  it('are made where they are missing and never written over', async (t) => {
    const folder = temporary(t);
    await createMarkers(folder, 1_767_225_600_000 as Instant);
    assert.deepEqual(readdirSync(folder).sort(), [cleanupMarker, remapMarker]);
    assert.equal(readFileSync(join(folder, remapMarker), 'utf8'), '2026-01-01T00:00:00.000Z');
    assert.equal(JSON.parse(readFileSync(join(folder, cleanupMarker), 'utf8')).appliedAt, '2026-01-01T00:00:00.000Z');
    const before = readFileSync(join(folder, cleanupMarker), 'utf8');
    rmSync(join(folder, remapMarker));
    await createMarkers(folder, 1_800_000_000_000 as Instant);
    assert.equal(readFileSync(join(folder, cleanupMarker), 'utf8'), before);
    assert.equal(readFileSync(join(folder, remapMarker), 'utf8'), '2027-01-15T08:00:00.000Z');
  });
});

describe('the schema versions of a release', () => {
  it('are those that its real worker wrote, and unknown for a release never seen', () => {
    const newest = schemaVersionsKnownTo('13.25.3');
    assert.deepEqual(
      [...(newest ?? [])].sort((a, b) => a - b),
      [
        4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 20, 21, 22, 23, 24, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 39, 41, 42, 44,
        45, 46, 47, 48, 49, 50, 51, 52,
      ],
    );
    assert.equal(schemaVersionsKnownTo('13.24.23')?.includes(52), false);
    assert.equal(schemaVersionsKnownTo('99.0.0'), null);
  });
});

function cached(version: string): string {
  return `cache/thedotmack/claude-mem/${version}`;
}

function plugin(home: string, folder: string, version: string, configFolder = '.claude'): void {
  const root = `${configFolder}/plugins/${folder}`;
  write(home, `${root}/scripts/worker-service.cjs`, '');
  write(home, `${root}/package.json`, version.startsWith('not') ? version : JSON.stringify({ version }));
}

function program(home: string, path: string): string {
  const full = write(home, path, '#!/bin/sh\n');
  chmodSync(full, 0o755);
  return full;
}

function write(root: string, path: string, text: string): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-installed-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
