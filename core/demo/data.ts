/**
 * The demonstration's memory: invented working sessions, the same for the same seed, written the way claude-mem writes
 * rows. Only for databases that the demonstration or a test made; never for a person's memory.
 */
import Database from 'better-sqlite3';
import { englishProjects } from './projects-english.ts';
import { ukrainianProjects } from './projects-ukrainian.ts';
import { type Draw, seeded } from './seeded.ts';
import { demoRows } from './rows.ts';
import { tellStory } from './story.ts';
import type { DemoProject } from './topic.ts';

export const demoProjects: readonly DemoProject[] = [...englishProjects, ...ukrainianProjects];

/** Monday 5 January 2026, 08:00 UTC. */
export const demoStartEpochMs = Date.UTC(2026, 0, 5, 8);

export interface DemoOptions {
  readonly sessions: number;
  readonly seed: string;
  /** The machine whose sessions these are: another machine never repeats the ids, and files lie in its own home folder. */
  readonly machine: string;
  /** When the first session starts. */
  readonly startEpochMs: number;
}

export interface OneSessionOptions extends Omit<DemoOptions, 'sessions'> {
  /** Only projects in this language. */
  readonly language?: DemoProject['language'];
}

/** What was added, in words that a demonstration can print. */
export interface DemoSession {
  readonly contentSessionId: string;
  readonly memorySessionId: string;
  readonly project: string;
  readonly titles: readonly string[];
  readonly prompts: number;
  /** When the next session of this machine may start. */
  readonly endEpochMs: number;
}

/** Time between two sessions. */
const pauseMinutes = [60, 900] as const;

/** Fills an existing claude-mem database with whole sessions, oldest first; the projects take turns by chance. */
export function fillDemoDatabase(path: string, options: DemoOptions): DemoSession[] {
  const draw = seeded(`${options.seed}/${options.machine}`);
  return writing(path, (db) => {
    const made: DemoSession[] = [];
    let startEpochMs = options.startEpochMs;
    while (made.length < options.sessions) {
      // Every project once first, so that even a small database holds all of them.
      const project = demoProjects[made.length] ?? draw.pick(demoProjects);
      const session = addSession(db, draw, project, options.machine, startEpochMs);
      made.push(session);
      startEpochMs = session.endEpochMs + draw.int(...pauseMinutes) * 60_000;
    }
    return made;
  });
}

/** Adds one session, as a person at work would while the demonstration runs. Each needs its own seed: ids come from it. */
export function addDemoSession(path: string, options: OneSessionOptions): DemoSession {
  const draw = seeded(`${options.seed}/${options.machine}/one`);
  const projects = demoProjects.filter(({ language }) => language === (options.language ?? language));
  return writing(path, (db) => addSession(db, draw, draw.pick(projects), options.machine, options.startEpochMs));
}

function addSession(
  db: Database.Database,
  draw: Draw,
  project: DemoProject,
  machine: string,
  startEpochMs: number,
): DemoSession {
  const rows = demoRows(db, {
    contentSessionId: draw.uuid(),
    memorySessionId: draw.uuid(),
    project: project.name,
    startEpochMs,
    draw,
    story: tellStory(draw, project, `/home/${machine}/work`),
  });
  return { ...rows, project: project.name };
}

/** One transaction; a worker may have the database open, so we wait for it as it waits for us. */
function writing<T>(path: string, write: (db: Database.Database) => T): T {
  const db = new Database(path, { fileMustExist: true });
  try {
    db.pragma('busy_timeout = 15000');
    db.pragma('foreign_keys = ON');
    return db.transaction(() => write(db)).immediate();
  } finally {
    db.close();
  }
}
