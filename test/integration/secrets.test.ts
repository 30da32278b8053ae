/** Secrets of every kind are planted, the real program does all it can do with them, well and badly, and nobody can read them anywhere. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import test, { type TestContext } from 'node:test';
import { DeleteBucketCommand, DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { emptyPlace, environmentIn, type Machines } from '../cli/machines.ts';
import { newBucket, plainClient, sharedServer } from '../remotes/s3/s3-under-test.ts';
import { watchArguments } from '../support/argv-watch.ts';
import { canary } from '../support/canaries.ts';
import { cephRgw, cephRgwMissing } from '../support/ceph-rgw.ts';
import { fixtureDatabase } from '../support/fixtures.ts';
import { program } from '../support/membridge-program.ts';
import { readableIn } from '../support/readable.ts';
import type { S3Server } from '../support/s3-server.ts';

const ceph = sharedServer(cephRgw);
const skip = cephRgwMissing() ?? false;
const brokenRequest = join(import.meta.dirname, '..', 'support', 'broken-request-script.ts');

interface Said {
  readonly command: string;
  readonly code: number;
  readonly output: string;
}

/** What a person typed where others can read it anyway is theirs; all else is kept. */
interface Planted {
  readonly all: string[];
  /** In the address that was typed: not looked for among command lines. */
  readonly typed: string;
  readonly wrongKeys: Record<string, string>;
  readonly environment: Record<string, string>;
  readonly passphrase: string;
  readonly wrongPassphrase: string;
  readonly ofFile: string;
}

/** Hard to spell: quotes, a backslash, a percent sign, Cyrillic. Stores take only plain ones. */
const awkward = () => `${canary()} "${canary('cyrillic')}\\%${randomBytes(6).toString('base64')}'`;

function plant(at: S3Server): Planted {
  const [typed, ofFile] = [canary(), canary()];
  const [passphrase, wrongPassphrase] = [awkward(), awkward()];
  const wrongKeys = { MEMBRIDGE_S3_ACCESS_KEY: canary(), MEMBRIDGE_S3_SECRET_KEY: canary() };
  const decoys = {
    MINIO_ACCESS_KEY: canary(),
    MINIO_SECRET_KEY: canary(),
    AWS_ACCESS_KEY_ID: canary(),
    AWS_SECRET_ACCESS_KEY: canary(),
    AWS_SESSION_TOKEN: canary(),
    ANTHROPIC_API_KEY: canary(),
  };
  const environment = { MEMBRIDGE_S3_ACCESS_KEY: at.accessKey, MEMBRIDGE_S3_SECRET_KEY: at.secretKey, ...decoys };
  const words = [passphrase, wrongPassphrase].flatMap((phrase) => [phrase, ...phrase.split(' ')]);
  const all = [typed, ofFile, ...words, ...Object.values(wrongKeys), ...Object.values(environment)];
  return { all, typed, wrongKeys, environment, passphrase, wrongPassphrase, ofFile };
}

/** As themselves, inside a JSON document, inside an address; readableIn knows more spellings. */
const spellings = (secret: string) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
const secretsIn = (bytes: Buffer, secrets: readonly string[]) =>
  secrets.filter((secret) => readableIn(bytes, [...new Set(spellings(secret))]).length > 0);

function runner(place: Machines, said: Said[]) {
  return async (args: readonly string[], environment: Record<string, string> = {}): Promise<Said> => {
    const env = environmentIn(place.root, { CLAUDE_MEM_WORKER_PORT: '1', ...environment });
    const child = spawn(process.execPath, [program, ...args], {
      cwd: place.root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (exit) => resolve(exit ?? -1));
      }),
    ]);
    const one = { command: args.join(' '), code, output: stdout + stderr };
    said.push(one);
    return one;
  };
}

/** All that a person may do with a store, and all that may go wrong; each ends as it must. */
async function liveThrough(t: TestContext, place: Machines, at: S3Server, planted: Planted): Promise<Said[]> {
  const said: Said[] = [];
  const run = runner(place, said);
  const { environment, wrongKeys } = planted;
  const bucket = await newBucket(at);
  const [home, other] = [
    ['--home', place.laptop.home],
    ['--home', place.board.home],
  ];
  const wrongFile = join(place.root, 'wrong-passphrase');
  writeFileSync(place.passphraseFile, `${planted.passphrase}\n`, { mode: 0o600 });
  writeFileSync(wrongFile, `${planted.wrongPassphrase}\n`, { mode: 0o600 });
  const init = (endpoint: string, ...more: string[]) => [
    'init',
    '--mode',
    'mirror',
    '--s3',
    endpoint,
    '--bucket',
    bucket,
    '--source',
    place.laptop.database,
    '--yes',
    ...more,
  ];
  const sealed = ['--passphrase-file', place.passphraseFile, ...home];
  const ends = async (code: number, args: readonly string[], env: Record<string, string> = {}) => {
    const one = await run(args, env);
    assert.equal(one.code, code, `${one.command}: ${one.output}`);
  };
  await ends(2, init(at.endpoint.replace('//', `//me:${planted.typed}@`), ...sealed), environment);
  await ends(5, init(at.endpoint, ...sealed, '--json'), { ...environment, ...wrongKeys });
  await ends(5, init('http://127.0.0.1:1', ...sealed), environment);
  await ends(2, ['init', '--mode', 'mirror', '--env-file', brokenEnvFile(place, planted), ...sealed]);
  await ends(0, init(at.endpoint, ...sealed), environment);
  await ends(8, init(at.endpoint, '--passphrase-file', wrongFile, ...other, '--json'), environment);
  await ends(0, [
    'init',
    '--mode',
    'mirror',
    '--env-file',
    envFile(place, planted, at, bucket),
    '--yes',
    '--passphrase-file',
    place.passphraseFile,
    ...other,
  ]);
  await ends(0, ['push', ...home]);
  await ends(0, ['pull', '--json', ...other], { ...environment });
  await ends(0, ['status', ...home], environment);
  await ends(0, ['doctor', ...home, '--json'], environment);
  await ends(0, ['verify', ...home]);
  await ends(5, ['push', '--json', ...home], { ...environment, ...wrongKeys });
  await ends(0, ['doctor', '--bundle', 'wrong-key.json', ...home], { ...environment, ...wrongKeys });
  await crash(place, run, home, environment);
  await empty(at, bucket);
  await ends(5, ['sync', ...home], environment);
  await ends(0, ['doctor', '--bundle', 'no-bucket.json', ...home, '--json'], environment);
  return said;
}

/** A bug with everything in its hands, caught and not caught, with Node's reports switched on. */
async function crash(
  place: Machines,
  run: ReturnType<typeof runner>,
  home: readonly string[],
  environment: Record<string, string>,
): Promise<void> {
  const reports = ['--report-uncaught-exception', '--report-on-fatalerror', `--report-directory=${place.root}`];
  const options = [process.env['NODE_OPTIONS'] ?? '', `--import=${brokenRequest}`, ...reports].join(' ');
  const bug = await run(['push', ...home], { ...environment, NODE_OPTIONS: options });
  assert.deepEqual([bug.code, /planted/.test(bug.output)], [1, false], bug.output);
  await run(['push', '--json', ...home], { ...environment, NODE_OPTIONS: options, PLANTED_UNCAUGHT: '1' });
  assert.ok(
    readdirSync(place.root).some((name) => /^report\..*\.json$/.test(name)),
    'a crash report was written',
  );
}

function brokenEnvFile({ root }: Machines, { ofFile }: Planted): string {
  const path = join(root, 'broken.env');
  writeFileSync(path, `MINIO_SECRET_KEY=$(echo ${ofFile})\n`);
  return path;
}

function envFile({ root, board }: Machines, planted: Planted, at: S3Server, bucket: string): string {
  const path = join(root, 'config.env');
  const { environment } = planted;
  const lines = {
    MINIO_ENDPOINT: at.endpoint,
    MINIO_BUCKET: bucket,
    MINIO_ACCESS_KEY: environment['MEMBRIDGE_S3_ACCESS_KEY'],
    MINIO_SECRET_KEY: environment['MEMBRIDGE_S3_SECRET_KEY'],
    CLAUDE_MEM_DB: board.database,
    OTHER_TOKEN: planted.ofFile,
  };
  writeFileSync(
    path,
    Object.entries(lines)
      .map(([name, value]) => `export ${name}="${value}"\n`)
      .join(''),
  );
  return path;
}

async function empty(at: S3Server, bucket: string): Promise<void> {
  const client = plainClient(at);
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  await client.send(new DeleteBucketCommand({ Bucket: bucket }));
  client.destroy();
}

/** The files in which a person keeps secrets, and ours for them. */
const mayHoldSecrets =
  /(?:^|\/)(?:secrets\.json|passphrase|wrong-passphrase|broken\.env|config\.env|person\/\.claude-mem\/settings\.json)$/;

function filesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !mayHoldSecrets.test(path));
}

/** claude-mem's own settings have keys of other services. */
function plantToolSettings({ root }: Machines): string {
  const key = canary();
  const path = join(root, 'person', '.claude-mem', 'settings.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ CLAUDE_MEM_GEMINI_API_KEY: key }));
  return key;
}

const identitiesIn = (place: Machines) =>
  [place.laptop, place.board].map(({ home }) => {
    const kept: string = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')).secrets.identity;
    return kept.slice(kept.indexOf(':') + 1);
  });

test('no secret is in any log, output, file, command line, report or crash', { skip }, async (t) => {
  if (process.platform !== 'linux') return t.skip('needs Linux: command lines are read from /proc');
  const at = await ceph();
  const place = await emptyPlace(t);
  await fixtureDatabase('base', place.laptop.database);
  const planted = plant(at);
  const secrets = [...planted.all, plantToolSettings(place)];
  // The access key of a test's store is the same in all tests, and stands in the command lines that set theirs up.
  const unspoken = secrets.filter((secret) => secret !== planted.typed && secret !== at.accessKey);
  const watch = watchArguments((line) => unspoken.some((secret) => line.includes(secret)));
  t.after(() => watch.stop());
  const said = await liveThrough(t, place, at, planted);
  assert.deepEqual(watch.stop(), []);
  assert.ok(watch.looks() > 200, `${watch.looks()} looks at the command lines`);
  secrets.push(...identitiesIn(place));
  assert.equal(
    new Set(secrets).size,
    new Set(secrets.filter((secret) => secret.length >= 12)).size,
    'none is a common word',
  );

  for (const { command, output } of said) {
    const found = secretsIn(Buffer.from(output), secrets);
    assert.deepEqual(found, [], `${command}: ${output}`);
  }
  const files = filesIn(place.root);
  for (const wanted of [
    /membridge\.jsonl$/,
    /wrong-key\.json$/,
    /no-bucket\.json$/,
    /report\..*\.json$/,
    /state\.db$/,
  ]) {
    assert.ok(
      files.some((path) => wanted.test(path)),
      `${String(wanted)}: ${files.join(' ')}`,
    );
  }
  const holding = files.filter((path) => secretsIn(readFileSync(path), secrets).length > 0);
  assert.deepEqual(holding, []);
  await looksEverywhere(place, secrets);
});

/** The same look finds each secret where it does stand, in each spelling, and in the command line of a process. */
async function looksEverywhere(place: Machines, secrets: readonly string[]): Promise<void> {
  for (const secret of secrets) {
    const bytes = Buffer.from(secret);
    const forms = [bytes.toString('base64'), bytes.toString('hex'), encodeURIComponent(secret), JSON.stringify(secret)];
    for (const form of [secret, ...forms]) {
      assert.deepEqual(secretsIn(Buffer.from(`{"at":1,"x":"${form}"}`), [secret]), [secret], form);
    }
  }
  const path = join(place.laptop.home, 'logs', 'membridge.jsonl');
  writeFileSync(path, `{"event":"${secrets[0] ?? ''}"}\n`, { flag: 'a' });
  assert.deepEqual(
    filesIn(place.root).filter((file) => secretsIn(readFileSync(file), secrets).length > 0),
    [path],
  );
  const shown = canary();
  const watch = watchArguments((line) => line.includes(shown));
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 500)', shown], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('close', resolve));
  assert.equal(watch.stop().length, 1);
}
