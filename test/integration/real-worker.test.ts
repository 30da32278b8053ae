/** The whole program beside the real claude-mem worker, sealed, through a folder. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMarkers } from '../../core/sources/claude-mem/markers.ts';
import type { Instant } from '../../core/model/ids.ts';
import { assertHealthy } from '../support/database-checks.ts';
import { makeLargeDatabase } from '../support/large-database.ts';
import { assertRefused, initArgs, run, succeed } from '../support/membridge-program.ts';
import { withPrivateCopy } from '../support/private-copy.ts';
import type { RealClaudeMem } from '../support/real-claude-mem.ts';
import {
  assertTidy,
  behindBoard,
  daemons,
  hookLoop,
  machines,
  plainRestart,
  publishSession,
  watchReadiness,
  write,
} from '../support/real-machines.ts';
import { filesBelow, publishedBelow } from '../support/situation.ts';

/** Enough that copying, packing and sending take as long as a hundred saves. */
const databaseBytes = 24_000_000;
const savesWanted = 200;
/** A pull's start of the worker may take this much of a start by hand, and a loaded machine some seconds more. */
const startRatioMax = 2.5;
const startSlackMs = 4_000;

describe('a push beside the real worker', () => {
  it('lets 200 saves through, answers all of them, loses none, and leaves the worker alone', async (t) => {
    const pair = await machines(t, 'laptop');
    if (pair === null) return;
    const { laptop, board, real } = pair;
    makeLargeDatabase(laptop.database, databaseBytes);
    await createMarkers(real.dataDir, 0 as Instant);
    await real.start();
    const pids = real.pids();
    await succeed(laptop, initArgs(laptop, 'sealed'));
    // With the session that the first save makes.
    const rowsBefore = (await allRows(laptop.database)) + 1;

    const pushes: { before: number; after: number; records: number }[] = [];
    const saved: number[] = [];
    const saving = saveAll(real, () => saved.push(performance.now()));
    do {
      const before = saved.length;
      const { published } = await succeed(laptop, ['push']);
      pushes.push({ before, after: saved.length, records: (published as { records: number }).records });
    } while (saved.length < savesWanted);
    await saving;
    t.diagnostic(JSON.stringify(pushes));
    assert.deepEqual(real.pids(), pids, 'a push stopped the worker');
    assert.deepEqual((await titles(laptop.database)).length, savesWanted);
    assert.ok(pushes.length >= 2);
    // Each image was taken between two saves: it holds some of them, and not those that came while it was sent.
    const inImages = pushes.map(({ records }) => records - rowsBefore);
    const cut = pushes.filter(
      (push, index) => push.before < (inImages[index] ?? 0) && (inImages[index] ?? 0) < push.after,
    );
    assert.ok(
      cut.length >= 2,
      `saves that overlapped an image and its sending: ${JSON.stringify({ inImages, pushes })}`,
    );

    await succeed(laptop, ['push']);
    await succeed(board, initArgs(board, 'sealed'));
    await succeed(board, ['pull']);
    assert.deepEqual(await titles(board.database), expectedTitles());
    await assertHealthy(board.database);
  });
});

describe('a pull beside the real worker', () => {
  it('stops it and starts it again in its usual time, with the pulled memory, its own queue and nothing left over', async (t) => {
    const scene = await behindBoard(t);
    if (scene === null) return;
    const { board, real } = scene;
    queue(board.database, 'waiting here');
    await real.start();
    const plainMs = await plainRestart(real);
    const [pidBefore] = real.pids();
    const watch = watchReadiness(real);
    await succeed(board, ['pull']);
    const downMs = await watch.end();
    t.diagnostic(`down for ${downMs} ms in a pull, ${plainMs} ms in a plain restart`);
    assert.ok(downMs > 0, 'the worker was never stopped');
    assert.ok(downMs < plainMs * startRatioMax + startSlackMs, `${downMs} ms against ${plainMs} ms`);

    const [pid, ...others] = daemons(real);
    assert.ok(pid !== undefined && pid !== pidBefore, 'no new worker');
    assert.deepEqual(others, []);
    assert.equal((JSON.parse(readFileSync(join(real.dataDir, 'worker.pid'), 'utf8')) as { pid: number }).pid, pid);
    assertTidy(real);
    const listed = (await (await real.http('/api/observations?limit=100')).json()) as { items: { title: string }[] };
    for (const title of scene.titles)
      assert.ok(
        listed.items.some((item) => item.title === title),
        `${title} is not listed`,
      );
    const found = await (await real.http(`/api/search?query=${encodeURIComponent('паляниця')}&limit=5`)).text();
    assert.match(found, /паляниця/);
    await real.save('Збережено після отримання.', 'After the pull', 'kitchen');
    assert.deepEqual(queued(board.database), ['waiting here']);
    await real.stop();
    await assertHealthy(board.database);
    assert.ok((await titles(board.database, 'kitchen')).includes('After the pull'));
  });

  it('withstands hooks that start the worker all the time: one worker in the end, and every row', async (t) => {
    const scene = await behindBoard(t);
    if (scene === null) return;
    const { laptop, board, real } = scene;
    await real.start();
    const hooks = hookLoop(real);
    for (const round of [1, 2]) {
      if (round === 2) await publishSession(laptop, 'second round');
      await succeed(board, ['pull']);
      await hooks.once();
    }
    await hooks.end();
    await real.ready();
    assert.equal(daemons(real).length, 1, `workers: ${daemons(real).join(', ')}`);
    await real.save('One more.', 'After the hooks', 'kitchen');
    await real.stop();
    assertTidy(real);
    await assertHealthy(board.database);
    const here = await titles(board.database, null);
    const there = await titles(laptop.database, null);
    assert.deepEqual(
      here.filter((title) => title !== 'After the hooks'),
      there,
    );
    assert.ok(here.includes('After the hooks'));
  });

  it('of an older version is stopped by the schema brake: nothing is changed, its worker never stops', async (t) => {
    const scene = await behindBoard(t, '13.24.23');
    if (scene === null) return;
    const { board, real, remote } = scene;
    await real.start();
    const before = { pids: real.pids(), remote: publishedBelow(remote), rows: await allRows(board.database) };
    const ran = await run(board, ['pull']);
    assertRefused(ran, { code: 'brake-schema-newer', exit: 7, names: ['52', '13.24.23'] });
    const after = { pids: real.pids(), remote: publishedBelow(remote), rows: await allRows(board.database) };
    assert.deepEqual(after, before);
    assert.deepEqual(filesBelow(join(board.home, 'restore-points')), {});
    assert.equal(existsSync(join(real.dataDir, 'spawn.lock')), false);
  });
});

const saveProject = 'overlap';
const titleOf = (index: number) => `Saved ${String(index).padStart(3, '0')}`;
const expectedTitles = () => Array.from({ length: savesWanted }, (_, index) => titleOf(index));

/** One after the other, as fast as the worker answers but at least some milliseconds apart. */
async function saveAll(real: RealClaudeMem, saved: () => void): Promise<void> {
  for (const title of expectedTitles()) {
    await real.save(`A memory about ${title}.`, title, saveProject);
    saved();
    await sleep(saveEveryMs);
  }
}
const saveEveryMs = 30;

async function titles(database: string, project: string | null = saveProject): Promise<string[]> {
  return withPrivateCopy(database, (db) =>
    db
      .prepare('SELECT title FROM observations WHERE ? IS NULL OR project = ? ORDER BY title')
      .pluck()
      .all(project, project)
      .map(String),
  );
}

/** Rows of the tables that travel. */
async function allRows(database: string): Promise<number> {
  const tables = ['sdk_sessions', 'observations', 'session_summaries', 'user_prompts', 'tool_uses'];
  return withPrivateCopy(database, (db) =>
    tables.reduce((sum, table) => sum + Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()), 0),
  );
}

/** A message that this machine's worker has still to work on; it waits for a session that nobody resumes. */
function queue(database: string, text: string): void {
  write(database, (db) => {
    const session = db.prepare('SELECT id, content_session_id FROM sdk_sessions ORDER BY id LIMIT 1').get() as {
      id: number;
      content_session_id: string;
    };
    db.prepare(
      `INSERT INTO pending_messages (session_db_id, content_session_id, message_type, tool_name, status, created_at_epoch)
       VALUES (?, ?, 'observation', ?, 'pending', 1)`,
    ).run(session.id, session.content_session_id, text);
  });
}

function queued(database: string): string[] {
  let names: string[] = [];
  write(database, (db) => (names = db.prepare('SELECT tool_name FROM pending_messages').pluck().all() as string[]));
  return names;
}
