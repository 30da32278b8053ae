/** Nothing of a person's memory can be read in the bucket, nothing of their secrets anywhere but in secrets.json. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { identityToRecipient } from 'age-encryption';
import { filesBelow, membridgeProcess, type Said, type ScenePlace } from '../support/bucket-scene.ts';
import { canary, createCanaryDatabase } from '../support/canaries.ts';
import { readableIn } from '../support/readable.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

interface Pushed {
  readonly bucket: string;
  readonly laptop: ScenePlace;
  /** All 203: of the memory, the label, the project's name, the folder the memory lies in. */
  readonly canaries: readonly string[];
  readonly ofMemory: readonly string[];
  readonly passphrase: string;
  readonly said: readonly Said[];
}

/** Two machines of the real program share the canaries. */
async function pushed(t: TestContext, sealing: 'sealed' | 'plain'): Promise<Pushed> {
  const folder = await scratchFolder(t, 'canaries');
  const [label, project, place] = [canary(), canary('cyrillic'), canary()] as const;
  const bucket = join(folder, 'bucket');
  const passphrase = `${canary('cyrillic')} ${canary()}`;
  const passphraseFile = join(folder, 'passphrase.txt');
  writeFileSync(passphraseFile, `${passphrase}\n`);
  const machine = (name: 'laptop' | 'board'): ScenePlace => {
    const own = join(folder, name);
    const database = join(own, place, 'claude-mem.db');
    mkdirSync(dirname(database), { recursive: true });
    return { label: name, own, home: join(own, 'home'), database };
  };
  const [laptop, board] = [machine('laptop'), machine('board')];
  const ofMemory = createCanaryDatabase(laptop.database);
  const secret = sealing === 'sealed' ? ['--passphrase-file', passphraseFile] : ['--no-encryption'];
  const init = [
    'init',
    '--mode',
    'mirror',
    '--folder',
    bucket,
    '--project',
    project,
    '--label',
    label,
    ...secret,
    '--yes',
    '--source',
  ];
  const said: Said[] = [];
  const run = async (on: ScenePlace, ...argv: string[]) => {
    const one = await membridgeProcess(on, argv);
    assert.equal(one.exitCode, 0, `${argv.join(' ')}: ${one.stderr}`);
    said.push(one);
  };
  await run(laptop, ...init, laptop.database);
  await run(laptop, 'push');
  await run(board, ...init, board.database);
  await run(board, 'pull');
  await run(board, 'status', '--json');
  await run(laptop, 'history', '--json');
  await run(laptop, 'config', 'list', '--json');
  await run(laptop, 'doctor', '--json').catch(() => undefined);
  return { bucket, laptop, canaries: [...ofMemory, label, project, place], ofMemory, passphrase, said };
}

const contentOf = (folder: string, name: string) => readFileSync(join(folder, name));

describe('a sealed bucket', () => {
  it('holds none of 200 canaries, in no object and no name, in no spelling, and is all age files', async (t) => {
    const { bucket, laptop, canaries, ofMemory, passphrase, said } = await pushed(t, 'sealed');
    const names = Object.keys(filesBelow(bucket));
    assert.ok(names.length >= 9, names.join(' '));
    for (const name of names) {
      const bytes = contentOf(bucket, name);
      assert.deepEqual(readableIn(bytes, canaries), [], name);
      assert.deepEqual(readableIn(Buffer.from(name), canaries), [], name);
      if (!name.endsWith('/project.json'))
        assert.equal(bytes.subarray(0, 22).toString(), 'age-encryption.org/v1\n', name);
    }
    await assertSecretsKept(bucket, laptop, passphrase, said);
    const logs = Object.keys(filesBelow(laptop.home)).filter((name) => /^logs\/|^settings/.test(name));
    assert.ok(logs.length >= 2, logs.join(' '));
    for (const name of logs) assert.deepEqual(readableIn(contentOf(laptop.home, name), ofMemory), [], name);
  });

  it('shows that this look would see them: a bucket without encryption holds every one of the memory', async (t) => {
    const { bucket, laptop, ofMemory } = await pushed(t, 'plain');
    const seen = new Set(
      Object.keys(filesBelow(bucket)).flatMap((name) => readableIn(contentOf(bucket, name), ofMemory)),
    );
    assert.equal(seen.size, ofMemory.length);
    assert.deepEqual(readableIn(readFileSync(laptop.database), ofMemory), [...ofMemory]);
    for (const spelling of ['hex', 'base64', 'utf16le'] as const) {
      const [one = ''] = ofMemory;
      const text =
        spelling === 'utf16le'
          ? Buffer.from(`x${one}y`, 'utf16le')
          : Buffer.from(Buffer.from(`x${one}y`).toString(spelling));
      assert.deepEqual(readableIn(Buffer.concat([Buffer.from('ab'), text]), [one]), [one], spelling);
    }
  });
});

/** Passphrase nowhere, identity only in secrets.json, recipient nowhere. */
async function assertSecretsKept(
  bucket: string,
  { home }: ScenePlace,
  passphrase: string,
  said: readonly Said[],
): Promise<void> {
  const kept = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')).secrets.identity as string;
  const identity = kept.slice(kept.indexOf(':') + 1);
  assert.match(identity, /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/);
  const recipient = await identityToRecipient(identity);
  const secrets = [passphrase, ...passphrase.split(' '), identity, identity.toLowerCase(), recipient];
  for (const folder of [bucket, home]) {
    for (const name of Object.keys(filesBelow(folder))) {
      const allowed = folder === home && name === 'secrets.json' ? [identity] : [];
      const found = readableIn(contentOf(folder, name), secrets).filter((secret) => !allowed.includes(secret));
      assert.deepEqual(found.length === 0 ? [] : [name], [], `${name} holds a secret`);
    }
  }
  for (const { stdout, stderr } of said) assert.deepEqual(readableIn(Buffer.from(stdout + stderr), secrets), []);
}
