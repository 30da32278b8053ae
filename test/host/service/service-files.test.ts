import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import fc from 'fast-check';
import { agentHead, launchdAgent } from '../../../core/host/service/launchd-agent.ts';
import { standingOf, withMark } from '../../../core/host/service/mark.ts';
import { taskHead, windowsTask, windowsWord } from '../../../core/host/service/windows-task.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const hard = {
  node: '/opt/node & <more>/bin/node',
  program: '/Users/Олена "O"/membridge.mjs',
  homeFolder: '/Users/a b/.membridge',
  heapMib: 256,
};

/** Apple's own keys (launchd.plist(5)) that we use, and of what kind their values are. */
const launchdKeys: Readonly<Record<string, string>> = {
  Label: 'str',
  ProgramArguments: 'list',
  EnvironmentVariables: 'dict',
  RunAtLoad: 'bool',
  KeepAlive: 'dict',
  ThrottleInterval: 'int',
  ExitTimeOut: 'int',
  ProcessType: 'str',
  LowPriorityIO: 'bool',
  Umask: 'int',
};

/** The elements of Microsoft's task schema 1.2 that may stand in each element of ours. */
const taskElements: Readonly<Record<string, readonly string[]>> = {
  Task: ['RegistrationInfo', 'Triggers', 'Principals', 'Settings', 'Actions'],
  RegistrationInfo: ['Author', 'Date', 'Description', 'Documentation', 'URI', 'Version'],
  Triggers: ['BootTrigger', 'LogonTrigger', 'TimeTrigger', 'EventTrigger', 'SessionStateChangeTrigger'],
  LogonTrigger: ['Enabled', 'StartBoundary', 'EndBoundary', 'ExecutionTimeLimit', 'UserId', 'Delay'],
  Principals: ['Principal'],
  Principal: ['UserId', 'LogonType', 'GroupId', 'DisplayName', 'RunLevel'],
  Settings: [
    'AllowStartOnDemand',
    'RestartOnFailure',
    'MultipleInstancesPolicy',
    'DisallowStartIfOnBatteries',
    'StopIfGoingOnBatteries',
    'AllowHardTerminate',
    'StartWhenAvailable',
    'NetworkProfileName',
    'RunOnlyIfNetworkAvailable',
    'WakeToRun',
    'Enabled',
    'Hidden',
    'DeleteExpiredTaskAfter',
    'IdleSettings',
    'NetworkSettings',
    'ExecutionTimeLimit',
    'Priority',
    'RunOnlyIfIdle',
  ],
  RestartOnFailure: ['Interval', 'Count'],
  Actions: ['Exec', 'ComHandler'],
  Exec: ['Command', 'Arguments', 'WorkingDirectory'],
};

const plistPython = `
import json, plistlib, sys
plist = plistlib.load(open(sys.argv[1], "rb"))
print(json.dumps({"plist": plist, "kinds": {key: type(value).__name__ for key, value in plist.items()}}))
`;
const taskPython = `
import json, sys, xml.etree.ElementTree as tree
space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
def told(element):
    assert element.tag.startswith(space), element.tag
    return {"name": element.tag[len(space):], "text": element.text, "parts": [told(part) for part in element]}
print(json.dumps(told(tree.parse(sys.argv[1]).getroot())))
`;

interface Element {
  readonly name: string;
  readonly text: string | null;
  readonly parts: readonly Element[];
}

/** What a parser of another language reads in the file; null, and the test skipped, without Python. */
async function readByPython(t: TestContext, script: string, bytes: Buffer): Promise<unknown> {
  const file = join(await scratchFolder(t, 'service-file'), 'file');
  writeFileSync(file, bytes);
  const { error, status, stdout, stderr } = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' });
  if (error !== undefined) {
    t.skip('needs python3: apt-get install python3');
    return null;
  }
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

test('the launchd agent is a property list of keys that launchd knows', async (t) => {
  const environment = { CLAUDE_CONFIG_DIR: '/a & <b>' };
  const text = withMark(launchdAgent({ ...hard, environment }), 'xml', agentHead);
  const read = (await readByPython(t, plistPython, Buffer.from(text))) as {
    plist: Record<string, unknown>;
    kinds: Record<string, string>;
  } | null;
  if (read === null) return;
  assert.deepEqual(read.kinds, launchdKeys);
  const { node, program, homeFolder } = hard;
  assert.deepEqual(read.plist['ProgramArguments'], [
    node,
    '--max-old-space-size=256',
    program,
    'run',
    '--headless',
    '--home',
    homeFolder,
  ]);
  assert.deepEqual(read.plist['EnvironmentVariables'], environment);
  assert.deepEqual([read.plist['KeepAlive'], read.plist['Umask']], [{ SuccessfulExit: false }, 0o077]);
});

test("the Windows task is made of the schema's elements, in UTF-16 as schtasks takes it", async (t) => {
  const text = withMark(windowsTask({ ...hard, account: 'DESK\\Олена & Co' }), 'xml', taskHead);
  const bytes = Buffer.from(text, 'utf16le');
  assert.deepEqual([...bytes.subarray(0, 2)], [0xff, 0xfe]);
  const task = (await readByPython(t, taskPython, bytes)) as Element | null;
  if (task === null) return;
  const leaves = new Map<string, string | null>();
  const look = ({ name, text: inner, parts }: Element): void => {
    if (parts.length === 0) leaves.set(name, inner);
    for (const part of parts) {
      assert.ok(taskElements[name]?.includes(part.name), `${name} must not hold ${part.name}`);
      look(part);
    }
  };
  look(task);
  assert.equal(leaves.get('UserId'), 'DESK\\Олена & Co');
  assert.equal(leaves.get('ExecutionTimeLimit'), 'PT0S');
  assert.equal(
    leaves.get('Arguments'),
    '--headless "/opt/node & <more>/bin/node" --max-old-space-size=256 "/Users/Олена \\"O\\"/membridge.mjs" run --headless --home "/Users/a b/.membridge"',
  );
});

test('Windows reads back the words that were quoted for it', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', 'ї') }), { minLength: 1 }), (words) => {
      assert.deepEqual(windowsWordsOf(words.map(windowsWord).join(' ')), words);
    }),
  );
});

test('a file of ours is told from one that somebody edited and from one of somebody else', () => {
  for (const [comment, first] of [
    ['hash', ''],
    ['xml', agentHead],
    ['xml', taskHead],
  ] as const) {
    const now = withMark('one\ntwo\n', comment, first);
    const earlier = withMark('one\n', comment, first);
    assert.equal(standingOf(null, now), 'absent');
    assert.equal(standingOf(now, now), 'current');
    assert.equal(standingOf(earlier, now), 'outdated');
    assert.equal(standingOf(`${earlier}more\n`, now), 'edited');
    assert.equal(standingOf(earlier.replace('one', 'ONE'), now), 'edited');
    assert.equal(standingOf(`${first}one\ntwo\n`, now), 'foreign');
  }
});

/** CommandLineToArgvW's rule, written down a second time: 2n backslashes and a quote are n and an end. */
function windowsWordsOf(line: string): string[] {
  const words: string[] = [];
  let [word, inQuotes, begun] = ['', false, false];
  for (let at = 0; at < line.length; at += 1) {
    const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
    if (slashes > 0) {
      const beforeQuote = line[at + slashes] === '"';
      word += '\\'.repeat(beforeQuote ? Math.floor(slashes / 2) : slashes);
      begun = true;
      at += slashes - 1;
      if (beforeQuote && slashes % 2 === 1) {
        word += '"';
        at += 1;
      }
    } else if (line[at] === '"') {
      inQuotes = !inQuotes;
      begun = true;
    } else if (line[at] === ' ' && !inQuotes) {
      if (begun) words.push(word);
      [word, begun] = ['', false];
    } else {
      word += line[at];
      begun = true;
    }
  }
  return begun ? [...words, word] : words;
}
