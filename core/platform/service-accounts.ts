import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { runServiceProgram } from './service-programs.ts';

export interface SystemAccount {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly folder: string;
}

/** Whose the path is; while it is absent, whose the nearest folder is that is there. Null where nobody can say. */
export async function accountOfPath(path: string): Promise<SystemAccount | null> {
  for (let at = path; ; at = dirname(at)) {
    const facts = statSync(at, { throwIfNoEntry: false });
    if (facts !== undefined) return accountNamed(String(facts.uid));
    if (dirname(at) === at) return null;
  }
}

/** An account by name or number, as this system's name services know it. */
export async function accountNamed(name: string): Promise<SystemAccount | null> {
  const { stdout } = await runServiceProgram('getent', ['passwd', name], process.env);
  const [found, , uid, gid, , folder] = stdout.trim().split(':');
  if (!found || folder === undefined) return null;
  return { name: found, uid: Number(uid), gid: Number(gid), folder };
}

export interface SystemGroup {
  readonly gid: number;
  /** Names of accounts for which it is not the first group. */
  readonly members: readonly string[];
}

/** A group by name or number. */
export async function groupNamed(name: string): Promise<SystemGroup | null> {
  const { stdout } = await runServiceProgram('getent', ['group', name], process.env);
  const [found, , gid, members] = stdout.trim().split(':');
  if (!found || members === undefined) return null;
  return { gid: Number(gid), members: members.split(',').filter((each) => each !== '') };
}
