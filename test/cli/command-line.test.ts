import assert from 'node:assert/strict';
import test from 'node:test';
import { commands } from '../../core/cli/commands.ts';
import { parseCommandLine } from '../../core/cli/program.ts';
import { isFault } from '../../core/model/errors.ts';
import { emptyPlace, machines, membridge } from './machines.ts';

async function faultOf(line: string): Promise<[string, string]> {
  try {
    await parseCommandLine(line.split(' '), '1.2.3', commands);
    return ['none', ''];
  } catch (error) {
    if (!isFault(error)) throw error;
    return [error.code, 'nearest' in error.data ? error.data.nearest : ''];
  }
}

test('every command explains itself with two examples that are themselves right', async () => {
  assert.ok(commands.length >= 20);
  for (const spec of commands) {
    const help = await parseCommandLine([...spec.name.split(' '), '--help'], '1.2.3', commands);
    assert.ok(help.kind === 'print' && help.text.startsWith(`Usage: membridge ${spec.name}`), spec.name);
    assert.ok(help.text.includes('Examples:') && help.text.includes(spec.summary.slice(0, 20)), spec.name);
    if (spec.hidden !== true) assert.ok(spec.examples.length >= 2, spec.name);
    for (const example of spec.examples) {
      const [program, ...words] = example.split(' ');
      const request = await parseCommandLine(words, '1.2.3', commands);
      assert.deepEqual([program, request.kind], ['membridge', 'command'], example);
    }
  }
});

test('the help of the program lists every command that is there and none that is not', async () => {
  const help = await parseCommandLine(['--help'], '1.2.3', commands);
  assert.equal(help.kind, 'print');
  const listed = [...(help.kind === 'print' ? help.text : '').matchAll(/^ {2}([a-z_-]+)/gm)].map((match) => match[1]);
  for (const name of [
    'init',
    'sync',
    'push',
    'pull',
    'status',
    'history',
    'restore',
    'undo',
    'verify',
    'doctor',
    'conflicts',
    'devices',
    'import-legacy',
    'export-legacy',
    'lock',
    'project',
    'config',
    'logs',
    'export',
    'import',
    'start',
    'run',
    'service',
    'hooks',
    'tune',
    'cleanup',
    'uninstall',
  ]) {
    assert.ok(listed.includes(name), name);
  }
  for (const name of ['invite', 'join', 'push_sqlite', 'found', 'help']) {
    assert.ok(!listed.includes(name), name);
  }
});

test('a slip of the finger is answered with the nearest name, nonsense with none', async () => {
  assert.deepEqual(await faultOf('pusch'), ['command-unknown', 'push']);
  assert.deepEqual(await faultOf('statsu --json'), ['command-unknown', 'status']);
  assert.deepEqual(await faultOf('lock relaese'), ['command-unknown', 'lock release']);
  assert.deepEqual(await faultOf('config lst'), ['command-unknown', 'config list']);
  assert.deepEqual(await faultOf('xyzzyplugh'), ['command-unknown', '']);
  assert.deepEqual(await faultOf('push --forse'), ['option-unknown', '--force']);
  assert.deepEqual(await faultOf('sync --jsn'), ['option-unknown', '--json']);
  assert.deepEqual(await faultOf('restore'), ['usage', '']);
  assert.deepEqual(await faultOf('push extra'), ['usage', '']);
  assert.deepEqual(await faultOf('init --folder'), ['usage', '']);
});

test('global options are taken before and after the command', async () => {
  const request = await parseCommandLine(['--json', 'push', '--force', '--home', '/h', '--yes'], '1.2.3', commands);
  assert.ok(request.kind === 'command');
  assert.deepEqual(request.options, { json: true, force: true, home: '/h', yes: true });
});

test('a wrong command line is exit 2, with --json as one document, in the language that was asked for', async (t) => {
  const { root } = await emptyPlace(t);
  const english = await membridge(root, ['pusch', '--json']);
  assert.equal(english.code, 2);
  assert.deepEqual(
    [english.json['ok'], english.json['command'], english.json['exitCode'], english.stderr],
    [false, null, 2, ''],
  );
  assert.match(english.json['error'].hint, /membridge push/);
  const ukrainian = await membridge(root, ['push', '--lang', 'uk', '--home', 'none']);
  assert.deepEqual([ukrainian.code, ukrainian.stdout], [2, '']);
  assert.match(ukrainian.stderr, /^Цю машину ще не під'єднано/);
  const wrong = await membridge(root, ['push', '--lang', 'fr', '--json']);
  assert.deepEqual([wrong.code, wrong.json['error'].code], [2, 'setting-invalid']);
});

test('status --json has the fields that programs count on, and --lang uk speaks Ukrainian', async (t) => {
  const { board, root } = await machines(t);
  const { code, json } = await board.run('status', '--json');
  assert.equal(code, 0);
  const fields = [
    'project',
    'device',
    'mode',
    'state',
    'source',
    'remote',
    'pending',
    'base',
    'lease',
    'devices',
    'lastSync',
  ];
  for (const field of fields) assert.ok(field in json, field);
  assert.deepEqual(json['source'].rows, { sessions: 10, observations: 200, summaries: 40, prompts: 40, toolUses: 0 });
  assert.deepEqual([json['remote'].kind, json['remote'].grade, json['remote'].reachable], ['folder', 'A', true]);
  assert.deepEqual([json['base'], json['lease'], json['pending'].records], [{ revision: 1, epoch: 0 }, null, 0]);
  const devices = json['devices'] as { label: string; behind: number }[];
  assert.deepEqual(devices.map(({ label, behind }) => `${label} ${behind}`).toSorted(), ['board 0', 'laptop 0']);
  const spoken = await membridge(root, ['status', '--home', board.home], { LC_ALL: 'uk_UA.UTF-8' });
  assert.match(spoken.stdout, /^Синхронізовано\nПроєкт: /);
});

test('old names and variables work and say once what replaces them', async (t) => {
  const { laptop, root } = await machines(t);
  const old = (args: string[], more: Record<string, string> = {}) =>
    membridge(root, [...args, '--home', laptop.home], more);
  const printed = await old(['print_project']);
  assert.equal(printed.stdout, 'project_name: mem\ncanonical_project_id: 6fe2e0f6071ac2bb\n');
  assert.equal(printed.stderr, 'print_project is an old name: use membridge project.\n');
  assert.equal((await old(['push_sqlite'], { LOCK_TTL_SECONDS: '7200' })).code, 0);
  assert.equal((await old(['pull_sqlite'])).code, 0);
  const forced = await old(['push_sqlite', '--json'], { FORCE_PUSH: '1' });
  assert.deepEqual([forced.code, forced.json['error'].code], [2, 'confirmation-needed']);
  assert.match(forced.stderr, /FORCE_PUSH=1 is an old name: use membridge push --force/);
  const wrong = await old(['push', '--json'], { LOCK_TTL_SECONDS: 'two hours' });
  assert.deepEqual([wrong.code, wrong.json['error'].code], [2, 'setting-invalid']);
  const unconnected = await membridge(root, ['print_project', '--home', 'none'], {
    CLAUDE_PROJECT_ID: 'garden-seedling',
  });
  assert.equal(unconnected.stdout, 'project_name: garden-seedling\ncanonical_project_id: aeeafec3a5b5710f\n');
});

test('settings are set by one schema: an unknown key names the nearest one, a wrong value what is expected', async (t) => {
  const { laptop } = await machines(t);
  const unknown = await laptop.run('config', 'set', 'poolMaxMs', '1000', '--json');
  assert.deepEqual([unknown.code, unknown.json['error'].code], [2, 'setting-unknown']);
  assert.match(unknown.json['error'].hint, /pollMaxMs/);
  const invalid = await laptop.run('config', 'set', 'retention.setAsideDays', '3', '--json');
  assert.deepEqual([invalid.code, invalid.json['error'].code], [2, 'setting-invalid']);
  assert.equal((await laptop.run('config', 'set', 'retention.setAsideDays', '90')).code, 0);
  const list = await laptop.run('config', 'list', '--json');
  const days = list.json['settings'].find(({ key }: { key: string }) => key === 'retention.setAsideDays');
  assert.deepEqual([days.value, days.default, list.json['connection'].label], [90, 30, 'laptop']);
});

test('logs prints what was done, newest last, as text and as JSON', async (t) => {
  const { laptop } = await machines(t);
  const text = await laptop.run('logs', '-n', '2');
  assert.match(text.stdout, /^20.*lease\.released.*\n$/m);
  const { json } = await laptop.run('logs', '--json');
  const events = json['entries'].map(({ event }: { event: string }) => event);
  assert.ok(events.includes('machine.connected') && events.includes('head.published'), events.join());
  assert.equal((await laptop.run('logs', '-f', '--json')).code, 2);
});
