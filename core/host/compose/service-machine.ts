import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { writeAtomically } from '../../platform/atomic-file.ts';
import { accountNamed, accountOfPath } from '../../platform/service-accounts.ts';
import { runServiceProgram } from '../../platform/service-programs.ts';
import { claudeMemFolder } from '../../sources/claude-mem/data-folder.ts';
import type { ServiceMachine } from '../service/service-machine.ts';
import type { Surroundings } from './surroundings.ts';

/** This machine, as a service is put on it. */
export function serviceMachine(at: Surroundings): ServiceMachine {
  const env = withUserManager(at);
  return {
    platform: at.platform,
    env,
    uid: at.uid,
    personFolder: at.home,
    node: process.execPath,
    program: launcher(),
    memoryBytes: totalmem(),
    run: (command, args) => runServiceProgram(command, args, env),
    accountOf: (path) => (at.platform === 'win32' ? Promise.resolve(null) : accountOfPath(path)),
    accountNamed,
    memoryFolder: ({ folder }) => claudeMemFolder({ env, home: folder, platform: at.platform }),
    exists: existsSync,
    read: (path, encoding) => (existsSync(path) ? readFileSync(path, encoding) : null),
    write(path, text, encoding) {
      mkdirSync(dirname(path), { recursive: true });
      writeAtomically(path, Buffer.from(text, encoding), 0o644);
    },
    remove: (path) => rmSync(path),
    setAside(path) {
      const name = [...Array(asideMax).keys()].map((number) => `${path}.kept-${number + 1}`);
      const free = name.find((each) => !existsSync(each)) ?? `${path}.kept`;
      renameSync(path, free);
      return free;
    },
    makeHome(path, account) {
      if (existsSync(path)) return;
      mkdirSync(path, { recursive: true, mode: 0o700 });
      if (account !== null && at.uid === 0) chownSync(path, account.uid, account.gid);
    },
  };
}

/** Nobody edits and reinstalls more often; the last name is written over then. */
const asideMax = 100;

/** `su` and some ssh sessions do not name the folder in which a person's service manager listens. */
function withUserManager({ env, uid, platform }: Surroundings): Surroundings['env'] {
  const folder = `/run/user/${uid}`;
  if (platform !== 'linux' || env['XDG_RUNTIME_DIR'] || !existsSync(join(folder, 'systemd', 'private'))) return env;
  return { ...env, XDG_RUNTIME_DIR: folder };
}

/** The launcher that started us: beside the bundle, or where a checkout has it. */
function launcher(): string {
  const beside = join(import.meta.dirname, 'membridge.mjs');
  return existsSync(beside) ? beside : join(import.meta.dirname, '..', '..', 'cli', 'membridge.mjs');
}
