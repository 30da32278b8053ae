// `npm run bench:search [-- --rows 100000] [--rounds 20]`: how long the panel waits for its questions where the memory is
// large: the list, pages deep in it, searches of many and of few hits, filters, the chart, projects, one act. Asked over the
// API as the panel asks, of a real query thread over a home in merge mode. Prints a Markdown table of p50 and p95; the goal
// is 200 ms at the median. Nothing but a temporary folder is touched.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { queryEntry } from '../../../core/cli/query-entry.ts';
import { queries, type QueryAnswer, type QueryInput, type QueryName } from '../../../core/host/api/contract-panel.ts';
import { startQueryThread } from '../../../core/host/queries/query-thread.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { createClaudeMemDatabase } from '../../../core/sources/claude-mem/schema.ts';
import { program } from '../../support/membridge-program.ts';
import { personIn } from './own-person.ts';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '20' } },
});
const rows = Number(values.rows) || 100_000;
const rounds = Number(values.rounds) || 20;
const goalMs = 200;
const minuteMs = 60_000;
/** So that the last of them is a day ago. */
const baseMs = Date.now() - 86_400_000 - rows * minuteMs;

const folder = mkdtempSync(join(tmpdir(), 'membridge-bench-search-'));
const { person, environment } = personIn(folder);
const home = join(folder, 'home');
let thread: ReturnType<typeof startQueryThread> | null = null;
try {
  const database = join(folder, 'claude-mem.db');
  mkdirSync(person);
  fill(database);
  membridge('init', '--folder', join(folder, 'shared'), '--source', database, '--no-encryption', '--yes');
  membridge('sync');
  addSome(database);
  membridge('sync');
  thread = startQueryThread({ entry: queryEntry, homePath: home, env: environment, clock: systemClock });
  console.log(`${rows} memories, ${rounds} rounds, load ${loadavg()[0]?.toFixed(1) ?? ''}\n`);
  console.log('| question | answered | p50 | p95 |\n|---|---|---|---|');
  await measureAll();
} finally {
  await thread?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measureAll(): Promise<void> {
  const first = await asked('memories', { limit: 100 });
  const middle = await asked('memories', { limit: 1, until: baseMs + (rows / 2) * minuteMs });
  const [act] = (await asked('activity', {})).entries;
  const own = first.memories[0]?.device?.id ?? '';
  const list = (answer: QueryAnswer<'memories'>) => `${answer.memories.length} of ${answer.total ?? 'many'}`;
  await measure('the newest 100', 'memories', { limit: 100 }, list);
  await measure('100 in the middle', 'memories', { limit: 100, before: middle.next ?? '' }, list);
  await measure('search: in every row', 'memories', { limit: 100, query: 'common' }, list);
  await measure('search: in every hundredth', 'memories', { limit: 100, query: 'rare' }, list);
  await measure('search: in one', 'memories', { limit: 100, query: `unique${rows - 7}` }, list);
  await measure('search: a beginning', 'memories', { limit: 100, query: 'uni' }, list);
  await measure(
    'search: two words in a project',
    'memories',
    { limit: 100, query: 'common rare', project: 'p0' },
    list,
  );
  await measure('search: nothing', 'memories', { limit: 100, query: 'nowhere' }, list);
  await measure('search: 100 rows of 64 KB', 'memories', { limit: 100, query: 'needle' }, list);
  await measure('a project', 'memories', { limit: 100, project: 'p3' }, list);
  await measure('a machine', 'memories', { limit: 100, device: own }, list);
  await measure('projects', 'projects', {}, ({ projects }) => `${projects.length}`);
  await measure('the chart, 90 days', 'days', { days: 90 }, ({ days }) => `${days.length} days`);
  if (act !== undefined)
    await measure('one act', 'act', { id: act.id }, ({ records, known }) => `${records.length}, ${known.sent} sent`);
}

/** Every round is the whole way: the thread's line, both databases opened and closed, the answer checked. */
async function measure<Name extends QueryName>(
  what: string,
  name: Name,
  input: QueryInput<Name>,
  told: (answer: QueryAnswer<Name>) => string,
): Promise<void> {
  const times: number[] = [];
  let last = '';
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    const answer = await asked(name, input);
    times.push(performance.now() - began);
    last = told(answer);
  }
  const at = (share: number) => times.toSorted((a, b) => a - b)[Math.min(rounds - 1, Math.floor(share * rounds))] ?? 0;
  console.log(
    `| ${what} | ${last} | ${at(0.5).toFixed(0)} ms${at(0.5) > goalMs ? ' (over)' : ''} | ${at(0.95).toFixed(0)} ms |`,
  );
}

async function asked<Name extends QueryName>(name: Name, input: QueryInput<Name>): Promise<QueryAnswer<Name>> {
  const { params, answer } = queries[name];
  const given = await thread?.ask(name, params.parse(input), new AbortController().signal);
  return answer.parse(given) as QueryAnswer<Name>;
}

/** Observations a minute apart, the newest a while ago; ten projects; as many prompts as a tenth of them. */
function fill(path: string): void {
  createClaudeMemDatabase(path);
  const db = new Database(path);
  db.pragma('synchronous = OFF');
  db.exec(`INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, started_at, started_at_epoch)
    VALUES ('c', 'm', 'p1', '', ${baseMs})`);
  db.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @rows)
     INSERT INTO observations (memory_session_id, project, type, title, narrative, created_at, created_at_epoch, content_hash)
     SELECT 'm', 'p' || (i % 10), 'discovery', 'title ' || i || ' unique' || i,
       iif(i % 100 = 0, 'rare and common words of a memory', 'only common words of a memory')
         || iif(i % (@rows / 100) = 0, ' needle ' || substr(replace(hex(zeroblob(32768)), '00', 'ab '), 1, 65000), ''),
       '', ${baseMs} + i * ${minuteMs}, 'h' || i FROM n`,
  ).run({ rows });
  db.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @rows / 10)
     INSERT INTO user_prompts (session_db_id, content_session_id, prompt_number, prompt_text, created_at, created_at_epoch)
     SELECT s.id, 'c', i, 'prompt ' || i || ' common', '', ${baseMs} + i * 600000 FROM n, sdk_sessions s`,
  ).run({ rows });
  db.pragma('journal_mode = WAL');
  db.close();
}

/** What an act has sent, row by row. */
function addSome(path: string): void {
  const db = new Database(path);
  db.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
     INSERT INTO observations (memory_session_id, project, type, title, narrative, created_at, created_at_epoch, content_hash)
     SELECT 'm', 'p1', 'discovery', 'written later ' || i, 'common', '', @now + i, 'l' || i FROM n`,
  ).run({ now: Date.now() - 1_000 });
  db.close();
}

function membridge(...args: string[]): void {
  execFileSync(process.execPath, [program, ...args, '--home', home], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
