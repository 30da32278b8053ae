import { fileFacts } from '../../sources/sqlite/file-facts.ts';
import { realPath } from './paths.ts';

/** Equal as long as nobody writes to the database at `path` or beside it: inodes, sizes, times. Costs a few looks at the disk. */
export async function sourceFacts(path: string): Promise<string> {
  return fileFacts(await realPath(path));
}
