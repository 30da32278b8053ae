/** The lines that README.md gives for the day when Membridge is not there, typed by a person at a terminal. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { needsTools } from '../remotes/seal/tools.ts';
import {
  bucketScene,
  filesBelow,
  membridgeProcess,
  scenePassphrase,
  type ScenePlace,
} from '../support/bucket-scene.ts';
import { createCanaryDatabase } from '../support/canaries.ts';
import { assertHealthy } from '../support/database-checks.ts';
import { assertSameRows } from '../support/database-rows.ts';
import { runInTerminal } from '../support/pseudo-terminal.ts';
import { readableIn } from '../support/readable.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

/** The fenced block that follows the marker. */
function recoveryLines(marker: string): string {
  const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
  const block = new RegExp(`^<!-- ${marker} -->\\n+\`\`\`bash\\n([\\s\\S]+?)\\n\`\`\`$`, 'm').exec(readme)?.[1];
  assert.ok(block, `README.md has a bash block behind <!-- ${marker} -->`);
  return block;
}

/** Every table that travels, as the README's last line and a person would want it back. */
async function bucketOfTwo(t: TestContext) {
  const scene = bucketScene(await scratchFolder(t, 'recovery'));
  const database = ({ own }: ScenePlace) => join(own, 'memory', 'claude-mem.db');
  mkdirSync(dirname(database(scene.laptop)), { recursive: true });
  const canaries = createCanaryDatabase(database(scene.laptop));
  const run = async (place: ScenePlace, ...argv: string[]) => {
    const said = await membridgeProcess(place, argv);
    assert.equal(said.exitCode, 0, `${argv.join(' ')}: ${said.stderr}`);
    return said.stdout;
  };
  const init = (place: ScenePlace) =>
    run(
      place,
      'init',
      '--mode',
      'mirror',
      '--folder',
      scene.bucket,
      '--source',
      database(place),
      '--passphrase-file',
      scene.passphraseFile,
      '--yes',
    );
  await init(scene.laptop);
  await run(scene.laptop, 'push');
  await init(scene.board);
  await run(scene.board, 'pull');
  // More than one revision, and enough for several parts: the newest of all must come back, whole.
  addLargeObservations(database(scene.board));
  await run(scene.board, 'push');
  const id = /canonical_project_id: ([0-9a-f]{16})/.exec(await run(scene.board, 'project'))?.[1] ?? '';
  return { scene, canaries, newest: database(scene.board), id };
}

function addLargeObservations(path: string): void {
  const db = new Database(path);
  const insert = db.prepare(
    `INSERT INTO observations (memory_session_id, project, type, title, narrative, created_at, created_at_epoch)
     VALUES ('memory-0', 'large', 'discovery', ?, ?, '2026-11-02T10:00:00.000Z', 1793613600000)`,
  );
  for (let index = 0; index < 300; index++) insert.run(`large ${index}`, `${index} `.repeat(4_000));
  db.close();
}

it('brings every row back with age, zstd and sqlite3 alone, as README.md says', async (t) => {
  if (!needsTools(t, 'age', 'zstd', 'sqlite3', 'python3')) return;
  const { scene, canaries, newest, id } = await bucketOfTwo(t);
  const parts = readdirSync(scene.root, { recursive: true }).filter((name) => /part-\d+$/.test(String(name)));
  assert.ok(parts.length >= 4, `only ${parts.length} parts`);
  const lines = recoveryLines('recovery');
  assert.match(
    lines,
    /'\/path\/to\/[^']*\/membridge\/PROJECT_ID'/,
    'the first line names what a person has to fill in',
  );
  const filledIn = pointedAt(lines, `${scene.bucket}/membridge/${id}`);
  const before = filesBelow(scene.root);

  const shown = await runInTerminal(filledIn, {
    folder: scene.folder,
    answers: [{ prompt: 'passphrase', typed: scenePassphrase }],
    timeoutMs: 60_000,
  });
  assert.equal(shown.exitCode, 0, shown.shown);
  assert.match(shown.shown, /ok\r?\n\d+/, 'integrity and the number of observations are shown');

  const found = readdirSync(dirname(scene.root)).filter((name) => name.endsWith('.db'));
  assert.equal(found.length, 1, found.join(' '));
  const recovered = join(dirname(scene.root), found[0] ?? '');
  await assertHealthy(recovered);
  await assertSameRows(recovered, newest, 'all');
  assert.deepEqual(readableIn(readFileSync(recovered), canaries).length, canaries.length);
  // The opened key does not stay behind, and the bucket is as it was.
  assert.deepEqual(readdirSync(dirname(scene.root)).sort(), [id, ...found].sort());
  assert.deepEqual(filesBelow(scene.root), before);
  assert.ok(existsSync(newest));
});

it('brings every merged record back with age and zstd alone, as README.md says', async (t) => {
  if (!needsTools(t, 'age', 'zstd', 'python3')) return;
  const scene = bucketScene(await scratchFolder(t, 'recovery'));
  const { own } = scene.laptop;
  const database = join(own, 'memory', 'claude-mem.db');
  mkdirSync(dirname(database), { recursive: true });
  const canaries = createCanaryDatabase(database);
  const at = ['--folder', scene.bucket, '--source', database, '--passphrase-file', scene.passphraseFile, '--yes'];
  for (const argv of [['init', ...at], ['sync']]) {
    const said = await membridgeProcess(scene.laptop, argv);
    assert.equal(said.exitCode, 0, said.stderr);
  }
  const [id = ''] = readdirSync(join(scene.bucket, 'membridge'));
  const before = filesBelow(join(scene.bucket, 'membridge', id));

  const shown = await runInTerminal(
    pointedAt(recoveryLines('recovery of records'), `${scene.bucket}/membridge/${id}`),
    {
      folder: scene.folder,
      answers: [{ prompt: 'passphrase', typed: scenePassphrase }],
      timeoutMs: 60_000,
    },
  );
  assert.equal(shown.exitCode, 0, shown.shown);
  const recovered = readFileSync(join(scene.bucket, 'membridge', 'memory.jsonl'), 'utf8');
  const kinds = new Set(
    recovered
      .trim()
      .split('\n')
      .map((line) => String(JSON.parse(line).kind)),
  );
  assert.deepEqual([...kinds].sort(), ['observation', 'prompt', 'session', 'summary']);
  const db = new Database(database, { readonly: true });
  const toolUses = Number(db.prepare('SELECT count(*) FROM tool_uses').pluck().get());
  db.close();
  // Tool uses are not sent unless somebody switches them on.
  assert.equal(readableIn(Buffer.from(recovered), canaries).length, canaries.length - toolUses);
  assert.deepEqual(readdirSync(join(scene.bucket, 'membridge')).sort(), [id, 'memory.jsonl']);
  assert.deepEqual(filesBelow(join(scene.bucket, 'membridge', id)), before);
});

function pointedAt(lines: string, folder: string): string {
  return lines.replace(/'\/path\/to\/[^']*\/membridge\/PROJECT_ID'/, `'${folder}'`);
}
