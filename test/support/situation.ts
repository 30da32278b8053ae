/** Ground for the tests of awkward situations: two machines that agree, looked at from outside. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { agreedScene } from './crash-scenes.ts';
import { addRows, copyScene, type CrashScene, removeScene } from './crash-scene.ts';
import { sha256Of } from './folder-bytes.ts';

/** Scenes made alike: the first is prepared once, each test has a copy. */
export interface Scenes {
  /** Laptop and board agree on two memories; gone with the test. */
  agreed(t: TestContext): Promise<CrashScene>;
  /** To be called when all tests are over. */
  end(): Promise<void>;
}

export function scenes(): Scenes {
  let first: Promise<CrashScene> | undefined;
  return {
    async agreed(t) {
      first ??= agreedScene();
      const scene = await copyScene(await first);
      t.after(async () => {
        // A test may have taken its own rights away.
        if (process.platform !== 'win32') execFileSync('chmod', ['-R', 'u+rwX', scene.folder]);
        await removeScene(scene);
      });
      return scene;
    },
    async end() {
      if (first !== undefined) await removeScene(await first);
    },
  };
}

/** Adds an observation of that title and text of so many bytes, half as big when packed, that no full text takes time for. */
export function addLarge(database: string, title: string, bytes: number): void {
  addRows(database, [title]);
  const db = new Database(database);
  try {
    db.prepare('UPDATE sdk_sessions SET custom_title = hex(randomblob(?)) WHERE user_prompt = ?').run(bytes / 2, title);
  } finally {
    db.close();
  }
}

/** Every file that a remote publishes, with the checksum of its bytes: all but the lease, which comes and goes. */
export function publishedBelow(remote: string): Record<string, string> {
  const files = Object.entries(filesBelow(remote)).filter(([name]) => !name.endsWith('/lease.json'));
  return Object.fromEntries(files);
}

/** Every file below a folder with the checksum of its bytes; empty for a folder that is not there. */
export function filesBelow(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(files.sort().map((path) => [path.slice(folder.length + 1), sha256Of(path)]));
}
