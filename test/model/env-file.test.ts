import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { isFault } from '../../core/model/errors.ts';
import { parseEnvFile } from '../../core/model/env-file.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const home = '/home/марія';
const parse = (text: string) =>
  Object.fromEntries(parseEnvFile('config.env', text, (name) => (name === 'HOME' ? home : undefined)));

test('the config.env of the Python membridge is read as its shell would', () => {
  const text = `# canonical config
export MINIO_ENDPOINT="https://minio.example:9000"   # with scheme
MINIO_ACCESS_KEY=abc
MINIO_SECRET_KEY='p$a"ss # no comment'
MINIO_BUCKET=claude-memory;MINIO_REGION=eu-1
CLAUDE_PROJECT_ID=mem
export CLAUDE_MEM_DB=$HOME/.claude-mem/claude-mem.db LOCK_TTL_SECONDS=7200 FORCE_PUSH
BACKUP=~/backups:~
OTHER="\${HOME}/a b\\$c"\\ d`;
  const expected = {
    MINIO_ENDPOINT: 'https://minio.example:9000',
    MINIO_ACCESS_KEY: 'abc',
    MINIO_SECRET_KEY: 'p$a"ss # no comment',
    MINIO_BUCKET: 'claude-memory',
    MINIO_REGION: 'eu-1',
    CLAUDE_PROJECT_ID: 'mem',
    CLAUDE_MEM_DB: `${home}/.claude-mem/claude-mem.db`,
    LOCK_TTL_SECONDS: '7200',
    BACKUP: `${home}/backups:${home}`,
    OTHER: `${home}/a b$c d`,
  };
  assert.deepEqual(parse(text), expected);
  assert.deepEqual(parse(`\uFEFF${text.replaceAll('\n', '\r\n')}\r\n`), expected);
});

test('what only a shell could know is refused with its line, and nothing is executed', () => {
  const cases: [string, string, number][] = [
    ['A=1\nB=$(touch /tmp/x)', 'command-substitution', 2],
    ['A="1\n2`id`"', 'command-substitution', 2],
    ['\n\nrm -rf /', 'command', 3],
    ['A=1 rm -rf /', 'command', 1],
    ['A= spaced', 'command', 1],
    ['set -a', 'command', 1],
    ['export -n A', 'command', 1],
    ['A=${B:-x}', 'expansion', 1],
    ['A=$((1+1))', 'command-substitution', 1],
    ["A=$'x'", 'expansion', 1],
    ['A=$$', 'expansion', 1],
    ['export A={a,b}', 'expansion', 1],
    ['A=(1 2)', 'operator', 1],
    ['A=1 && B=2', 'command', 1],
    ['A=1|cat', 'operator', 1],
    ['A=~root/x', 'other-home', 1],
    ['A=1\nB="open\nC=2', 'quote-open', 2],
    ["A='open", 'quote-open', 1],
    ['A=a\rB=c', 'control-character', 1],
    ['A=a\n\0', 'control-character', 2],
  ];
  for (const [text, finding, line] of cases) {
    assert.throws(
      () => parse(text),
      (error) => isFault(error, 'env-file-refused') && error.data.finding === finding && error.data.line === line,
      JSON.stringify(text),
    );
  }
});

const names = ['MINIO_SECRET_KEY', 'CLAUDE_PROJECT_ID', '_x', 'b9'];
const name = fc.constantFrom(...names);
const piece = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9./:@%,=!?*^ї#+-]{0,6}$/),
  fc.constantFrom(
    '~',
    '~/',
    ':~',
    '$HOME',
    '${HOME}',
    '$',
    '\\$',
    '\\\n',
    '\\ ',
    "\\'",
    '\\"',
    '\\\\',
    '\\n',
    ']',
    '}',
  ),
  fc.stringMatching(/^[^'\0\r]{0,8}$/).map((text) => `'${text}'`),
  fc
    .array(
      fc.oneof(
        fc.stringMatching(/^[^"\\$`\0\r]{0,5}$/),
        fc.constantFrom('\\"', '\\\\', '\\$', '\\`', '\\\n', '\\x', '$ '),
      ),
    )
    .map((parts) => `"${parts.join('')}"`),
  name.map((each) => `\${${each}}`),
);
const value = fc.array(piece, { maxLength: 5 }).map((parts) => parts.join(''));
const assignment = fc.tuple(name, fc.constantFrom('=', '=', '+='), value).map((parts) => parts.join(''));
const lineOf = fc.oneof(
  assignment,
  fc.array(assignment, { minLength: 1, maxLength: 3 }).map((all) => `export ${all.join('  ')}`),
  fc.array(assignment, { minLength: 1, maxLength: 3 }).map((all) => all.join(' \\\n ')),
  fc.tuple(assignment, fc.constantFrom(' # c', ';', '; #c', '\t')).map((parts) => parts.join('')),
  fc.constantFrom('', '  # a "comment $(id)', '\t', 'export', `export ${names[0]}`),
);
const fileOf = fc.array(lineOf, { maxLength: 6 }).map((lines) => lines.join('\n'));

test('what is read is what bash itself sets; what is refused is only more than it needs to be', async (t) => {
  if (spawnSync('bash', ['-c', 'true']).status !== 0) return t.skip('needs bash: apt-get install bash');
  const folder = await scratchFolder(t, 'env-file');
  const file = join(folder, 'config.env');
  let compared = 0;
  fc.assert(
    fc.property(fileOf, (text) => {
      let mine: Record<string, string>;
      try {
        mine = parse(text);
      } catch (error) {
        assert.ok(isFault(error, 'env-file-refused'), String(error));
        return;
      }
      compared += 1;
      writeFileSync(file, text);
      assert.deepEqual(mine, fromBash(file), JSON.stringify(text));
    }),
    { numRuns: 400 },
  );
  assert.ok(compared > 200, `only ${compared} files were compared`);
});

function fromBash(file: string): Record<string, string> {
  const script = `set -a; . "$1" > /dev/null && env -0`;
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', script, 'bash', file], {
    env: { HOME: home, PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' },
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const all = stdout.split('\0').map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]);
  return Object.fromEntries(all.filter(([each]) => names.includes(each ?? '')));
}
