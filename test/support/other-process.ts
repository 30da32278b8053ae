/**
 * Another program that has a database open: `otherProcess(t, path)` starts this very file as a child, which runs SQL that
 * it is sent, or writes rows all the time, until it is closed or killed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';

export interface OtherProcess {
  /** Runs one statement there; rows of a query, else an empty list. Rejects with SQLite's words. */
  sql(statement: string): Promise<unknown[]>;
  /** Runs the statement again and again with `n` counting up, without a rest, until `stop`. */
  repeat(statement: string): Promise<void>;
  /** Ends the repetition; how often the statement was committed. */
  stop(): Promise<number>;
  /** Closes the connection and ends the process. */
  close(): Promise<void>;
  /** kill -9: nothing is closed, -wal and -shm stay as they are. */
  kill(): Promise<void>;
}

type Answer = { rows: unknown[] } | { error: string } | { count: number };

export async function otherProcess(t: TestContext, path: string): Promise<OtherProcess> {
  const child = spawn(process.execPath, [import.meta.filename, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  t.after(() => child.kill('SIGKILL') && exited);
  async function ask(line: string): Promise<Answer> {
    child.stdin.write(`${JSON.stringify(line)}\n`);
    const { value } = await answers.next();
    return JSON.parse(String(value)) as Answer;
  }
  await ask('SELECT 1');
  return {
    async sql(statement) {
      const answer = await ask(statement);
      if ('error' in answer) throw new Error(answer.error);
      return 'rows' in answer ? answer.rows : [];
    },
    async repeat(statement) {
      await ask(`repeat ${statement}`);
    },
    async stop() {
      const answer = await ask('stop');
      return 'count' in answer ? answer.count : 0;
    },
    async close() {
      child.stdin.end();
      await exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

if (import.meta.main) await serve(process.argv[2] ?? '');

async function serve(path: string): Promise<void> {
  const db = new Database(path, { timeout: 5_000 });
  let repeating: { go: boolean; done: Promise<number> } | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    const statement = String(JSON.parse(line));
    if (statement.startsWith('repeat ')) {
      const turn = { go: true, done: Promise.resolve(0) };
      turn.done = repeat(db, statement.slice('repeat '.length), turn);
      repeating = turn;
      answer({ rows: [] });
    } else if (statement === 'stop') {
      if (repeating !== undefined) repeating.go = false;
      answer({ count: (await repeating?.done) ?? 0 });
    } else {
      answer(run(db, statement));
    }
  }
  db.close();
}

function run(db: Database.Database, statement: string): Answer {
  try {
    const prepared = db.prepare(statement);
    if (prepared.reader) return { rows: prepared.all() };
    prepared.run();
    return { rows: [] };
  } catch (error) {
    return { error: String(error) };
  }
}

async function repeat(db: Database.Database, statement: string, turn: { go: boolean }): Promise<number> {
  const prepared = db.prepare(statement);
  let count = 0;
  while (turn.go) {
    prepared.run({ n: (count += 1) });
    await setImmediate();
  }
  return count;
}

function answer(value: Answer): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
