import { join } from 'node:path';
import type { HelperMachine } from '../../../core/host/service/helper-machine.ts';

/** Everything of a machine that installing the helper touches. */
export interface MachineState {
  readonly files: Map<string, string>;
  readonly copies: Set<string>;
  /** Null: there is no such group. */
  members: string[] | null;
  isActive: boolean;
  isEnabled: boolean;
}

/** What a program that was killed throws, at everything it still tries. */
export class Died extends Error {}

export interface FakeWish {
  /** The number of the change, from 1, that fails; before which the program dies. */
  readonly failAt?: number;
  readonly dieAt?: number;
  readonly weak?: readonly string[];
  readonly isRelease?: boolean;
  readonly digest?: string;
}

export const lonely = (): MachineState => ({
  files: new Map(),
  copies: new Set(),
  members: null,
  isActive: false,
  isEnabled: false,
});

/** A machine with systemd in memory; `changes()` counts what changed it. */
export function fakeHelperMachine(state: MachineState, wish: FakeWish = {}): HelperMachine & { changes(): number } {
  let changes = 0;
  const change = () => {
    changes += 1;
    if (changes >= (wish.dieAt ?? Infinity)) throw new Died();
    if (changes === wish.failAt) throw new Error('no');
  };
  const weak = wish.weak ?? ['/home/pi/membridge/main.mjs'];
  const digest = (wish.digest ?? 'ab').padEnd(64, '0');
  const end = (code: number, stdout = '') => ({ code, stdout, stderr: code === 0 ? '' : 'no' });
  const socketFile = '/etc/systemd/system/membridge-tune.socket';
  const perform = (words: string) => {
    const [name, act, ...rest] = words.split(' ');
    if (name === 'groupadd') state.members = [];
    else if (name === 'groupdel') state.members = null;
    else if (name === 'gpasswd') {
      const [account = ''] = rest;
      const others = (state.members ?? []).filter((each) => each !== account);
      state.members = act === '--add' ? [...others, account] : others;
    } else if (act === 'enable') state.isEnabled = true;
    else if (act === 'restart') state.isActive = state.files.has(socketFile);
    else if (act === 'disable') state.isActive = state.isEnabled = false;
  };
  return {
    changes: () => changes,
    platform: 'linux',
    uid: 0,
    version: '1.2.3',
    node: '/usr/bin/node',
    folder: '/home/pi/membridge',
    isRelease: wish.isRelease ?? true,
    copiesFolder: '/usr/lib/membridge',
    unitFolder: '/etc/systemd/system',
    weaknessOf(path) {
      const found = weak.find((each) => path.startsWith(each));
      return found === undefined ? null : { path: found, why: 'owner' };
    },
    release: (withNode) => ({
      digest,
      files: [{ path: '/home/pi/membridge/main.mjs' }, ...(withNode ? [{ path: '/usr/bin/node' }] : [])],
      bytes: 1,
      isAt: (folder) => state.copies.has(folder),
      async copyTo(folder, check) {
        change();
        state.copies.add(`${folder}.part`);
        try {
          await check(`${folder}.part`);
          change();
          state.copies.add(folder);
        } finally {
          // Who died does not tidy up.
          if (changes < (wish.dieAt ?? Infinity)) state.copies.delete(`${folder}.part`);
        }
      },
    }),
    copies: () => [...state.copies],
    removeCopy(folder) {
      change();
      state.copies.delete(folder);
    },
    tryOut: () => Promise.resolve(change()),
    groupNamed: () => Promise.resolve(state.members === null ? null : { gid: 990, members: state.members }),
    accountNamed(name) {
      const uids: Readonly<Record<string, number>> = { root: 0, pi: 1000, guest: 1001 };
      const uid = uids[name];
      return Promise.resolve(uid === undefined ? null : { uid, gid: uid, name, folder: `/home/${name}` });
    },
    exists: (path) => state.files.has(path),
    read: (path) => state.files.get(path) ?? null,
    write(path, text) {
      change();
      state.files.set(path, text);
    },
    remove(path) {
      change();
      state.files.delete(path);
    },
    setAside(path) {
      change();
      state.files.set(`${path}.kept-1`, state.files.get(path) ?? '');
      state.files.delete(path);
      return `${path}.kept-1`;
    },
    run(command, args) {
      const words = [command, ...args].join(' ');
      if (words === 'systemctl --version') return Promise.resolve(end(0, 'systemd 252 (252)\n'));
      if (words === 'systemctl is-system-running') return Promise.resolve(end(0, 'running\n'));
      if (args[0] === 'is-active') return Promise.resolve(end(0, state.isActive ? 'active\n' : 'inactive\n'));
      if (args[0] === 'is-enabled') return Promise.resolve(end(0, state.isEnabled ? 'enabled\n' : 'disabled\n'));
      try {
        change();
      } catch (error) {
        if (error instanceof Died) return Promise.reject(error);
        return Promise.resolve(end(1));
      }
      if (args.at(-1) === '--check') return Promise.resolve(end(0, 'ready\n'));
      perform(words);
      return Promise.resolve(end(0));
    },
  };
}

/** To compare: what is where. */
export function printOf(state: MachineState): unknown {
  return { ...state, files: Object.fromEntries(state.files), copies: [...state.copies].toSorted() };
}

/** Where a copy of that digest lies. */
export function copyNamed(digest: string): string {
  return join('/usr/lib/membridge', `helper-1.2.3-${digest.padEnd(64, '0').slice(0, 12)}`);
}
