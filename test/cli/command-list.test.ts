import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { commandsFor } from '../../core/cli/command-list.ts';
import { commands } from '../../core/cli/commands.ts';

const root = resolve(import.meta.dirname, '../..');

test('a command line that begins with the name of a command finds it, whatever else was loaded', async () => {
  for (const spec of commands) {
    const found = await commandsFor(['--json', '--home', 'tune', ...spec.name.split(' ')]);
    assert.ok(found.includes(spec), spec.name);
  }
});

test('a help, a slip of the finger and a line without a command know every command', async () => {
  for (const line of ['--help status', 'status --help', 'run -h', 'statsu', '--version', ''])
    assert.equal(await commandsFor(line.split(' ')), commands, line);
});

test('what a host at work is asked for loads neither another host nor the care for a board', async () => {
  const asked = await loadedFor(['config', 'list']);
  assert.ok(asked.includes('core/cli/config.ts') && asked.length > 300, `${asked.length} files`);
  const heavy =
    /^core\/cli\/(tune|cleanup|run-host|start|demo)\b|^core\/host\/compose\/(host|board-tuning|cleanup)\.ts$|\/(hono|chokidar)\//;
  assert.deepEqual(
    asked.filter((path) => heavy.test(path)),
    [],
  );
  assert.ok(
    (await loadedFor(['tune', 'plan'])).some((path) => heavy.test(path)),
    'the pattern knows them',
  );
});

/** Files that are loaded to find the command of a line, from the root. */
async function loadedFor(argv: readonly string[]): Promise<string[]> {
  const script = `
    import { registerHooks } from 'node:module';
    const urls = [];
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
    const { commandsFor } = await import('./core/cli/command-list.ts');
    await import('./core/host/compose/tools.ts');
    await commandsFor(${JSON.stringify(argv)});
    console.log(JSON.stringify(urls));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: root,
    maxBuffer: 2 ** 22,
  });
  const urls = JSON.parse(stdout) as string[];
  const own = pathToFileURL(join(root, '/')).href;
  return urls.map((url) => url.replace(own, ''));
}
