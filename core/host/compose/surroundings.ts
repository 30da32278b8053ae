import { homedir, hostname } from 'node:os';
import type { Surroundings as ToolSurroundings } from '../../sources/claude-mem/surroundings.ts';

/** Everything a command may know of the person's machine, read once at the start. */
export interface Surroundings extends ToolSurroundings {
  /** What people call this machine. */
  readonly hostName: string;
  /** The folder that relative paths are meant from. */
  readonly folder: string;
  /** For example `linux-x64`; the bucket may know it. */
  readonly system: string;
}

/** This machine and this person, by the environment of this process. */
export function systemSurroundings(env: Surroundings['env'] = process.env): Surroundings {
  return {
    env,
    home: env['HOME'] || env['USERPROFILE'] || homedir(),
    platform: process.platform,
    uid: process.getuid?.() ?? null,
    hostName: hostname(),
    folder: process.cwd(),
    system: `${process.platform}-${process.arch}`,
  };
}
