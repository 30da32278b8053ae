import type { RestorePoint } from '../model/history.ts';

/** Where restore points' files lie: `<home>/restore-points/<id>/claude-mem.db` and what was moved aside with it. */
export interface RestorePointFiles {
  /** Makes the folder and returns the path for the copy; left-overs of that id are removed first. */
  prepare(id: string): Promise<string>;
  /** Flushes the copy to the disk. */
  flush(id: string): Promise<void>;
  /** Size and sha256 of the copy; null when there is none. */
  measure(id: string): Promise<{ readonly bytes: number; readonly sha256: string } | null>;
  /** Path of the copy; null when there is none. */
  path(id: string): Promise<string | null>;
  /** A folder beside the copy for files that had to be moved away. */
  asideFolder(id: string): Promise<string>;
  /** Whether something was moved into that folder. */
  hasAside(id: string): Promise<boolean>;
  /** Removes the folders of this id that nothing was put into. */
  removeEmpty(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Removes folders that no point of `keep` names: litter of a crash. */
  sweep(keep: readonly RestorePoint[]): Promise<void>;
}
