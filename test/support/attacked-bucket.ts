/** A bucket of two machines and four revisions, its earlier states, and another project's bucket; put back before each attack. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  addNotes,
  bucketScene,
  type BucketScene,
  changedNames,
  filesBelow,
  initLine,
  keepCopyOf,
  membridge,
  notesOf,
  type Said,
  type ScenePlace,
} from './bucket-scene.ts';
import { folderBytes } from './folder-bytes.ts';

export interface AttackedBucket extends BucketScene {
  /** Copies of the bucket after each revision: `states[0]` after v1. */
  readonly states: readonly string[];
  /** The bucket of another project with the same name and the same passphrase. */
  readonly otherBucket: string;
  /** Device ids as the bucket knows them. */
  readonly ids: Readonly<Record<ScenePlace['label'], string>>;
  /** The notes that revision 4 holds. */
  readonly newestNotes: readonly string[];
  putBack(): void;
  remove(): void;
}

/** The laptop agreed on v4 and has a change of its own since; the board agreed on v2, which it published, and has none. */
export async function attackedBucket(): Promise<AttackedBucket> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'membridge-attack-')));
  const scene = bucketScene(join(folder, 'ours'));
  const { laptop, board, bucket } = scene;
  const states: string[] = [];
  const stateNow = () => void states.push(keepCopyOf(bucket).path);
  addNotes(laptop, 'one', 'two');
  await succeed(laptop, ...initLine(scene, laptop));
  await succeed(laptop, 'push');
  stateNow();
  await succeed(board, ...initLine(scene, board));
  await succeed(board, 'pull');
  addNotes(board, 'three');
  await succeed(board, 'push');
  stateNow();
  await succeed(laptop, 'pull');
  addNotes(laptop, 'four');
  await succeed(laptop, 'push');
  stateNow();
  addNotes(laptop, 'five');
  await succeed(laptop, 'push');
  stateNow();
  const newestNotes = notesOf(laptop);
  addNotes(laptop, 'not published');

  const other = bucketScene(join(folder, 'other'));
  addNotes(other.laptop, 'of another project');
  await succeed(other.laptop, ...initLine(other, other.laptop));
  await succeed(other.laptop, 'push');

  const kept = [laptop.own, board.own, bucket].map(keepCopyOf);
  const published = readdirSync(join(scene.root, 'head'));
  const publisher = (revision: number) =>
    published.find((name) => name.startsWith(`000000000${revision}-`))?.slice(11, 43) ?? '';
  return {
    ...scene,
    states,
    otherBucket: other.bucket,
    ids: { laptop: publisher(1), board: publisher(2) },
    newestNotes,
    putBack: () => kept.forEach((each) => each.putBack()),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs a command that must do its work. */
export async function succeed(place: ScenePlace, ...argv: readonly string[]): Promise<Said> {
  const said = await membridge(place, ...argv);
  assert.equal(said.exitCode, 0, `${place.label} ${argv.join(' ')}: ${said.stdout}${said.stderr}`);
  return said;
}

/** What a command may not touch when it refuses: both memories, with all that lies beside them, and the bucket. */
export function untouchables(scene: BucketScene): Record<string, Record<string, string>> {
  return {
    bucket: filesBelow(scene.bucket),
    laptop: folderBytes(dirname(scene.laptop.database)),
    board: folderBytes(dirname(scene.board.database)),
  };
}

/** The command ended with exit 8 and a sentence about it, and touched nothing. */
export function assertRefusedUntouched(
  said: Said,
  before: ReturnType<typeof untouchables>,
  scene: BucketScene,
  what: string,
): void {
  assert.equal(said.exitCode, 8, `${what}: exit ${said.exitCode}, ${said.stdout}${said.stderr}`);
  const [message = '', hint = ''] = said.stderr.trimEnd().split('\n');
  assert.match(message, /^\S.{10,}[.!?]$/u, `${what}: a sentence`);
  assert.match(hint, /^Next: \S.{10,}[.`]$/u, `${what}: a next action`);
  const shown = (said.stderr + said.stdout).replaceAll('received undefined', '');
  assert.doesNotMatch(shown, /undefined|\[object|NaN|\bat .*:\d+:\d+\)/, what);
  assert.deepEqual(untouchables(scene), before, `${what}: touched something`);
}

/** What a command that does its work may write into the bucket: names of its own device, new heads, the lease. */
export function strangeWrites(
  scene: AttackedBucket,
  actor: ScenePlace['label'],
  before: Record<string, string>,
): string[] {
  const me = scene.ids[actor];
  const own = new RegExp(`/(head/\\d{10}(-${me})?\\.json|snapshots/${me}/.*|devices/${me}\\.json|lease\\.json)$`);
  const after = filesBelow(scene.bucket);
  return changedNames(before, after).filter((name) => {
    const isOverwritten = before[name] !== undefined && !/(devices\/.*|lease)\.json$/.test(name);
    return isOverwritten || !own.test(`/${name}`);
  });
}
