import { join } from 'node:path';

/** A person below `folder` whom nobody else works as, and the environment in which programs take themselves for theirs. */
export function personIn(folder: string): { readonly person: string; readonly environment: NodeJS.ProcessEnv } {
  const person = join(folder, 'person');
  const environment = {
    ...process.env,
    HOME: person,
    CLAUDE_CONFIG_DIR: join(person, '.claude'),
    CLAUDE_MEM_DATA_DIR: join(person, '.claude-mem'),
  };
  return { person, environment };
}
