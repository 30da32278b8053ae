import { existsSync, readdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { groupNamed } from '../../platform/service-accounts.ts';
import { weaknessOf } from '../../platform/own-path.ts';
import { copyRelease, digestOfFiles, filesInCopy, releaseFiles } from '../../platform/release-copy.ts';
import type { HelperMachine, Release } from '../service/helper-machine.ts';
import { boardHelper } from './board-helper.ts';
import { serviceMachine } from './service-machine.ts';
import type { Surroundings } from './surroundings.ts';
import { membridgeVersion } from './version.ts';

/** The folder of copies, shared with what a package of the system may have put there. */
const copiesFolder = '/usr/lib/membridge';
/** Ours in it, whole or not. */
const copyName = /^helper-\d+\.\d+\.\d+[\w.-]*-[0-9a-f]{12}(\.part)?$/;

/** This machine, as the root helper is put on it. */
export function helperMachine(at: Surroundings): HelperMachine {
  const machine = serviceMachine(at);
  const folder = dirname(realpathSync(machine.program));
  const node = realpathSync(machine.node);
  return {
    ...machine,
    version: membridgeVersion,
    node,
    folder,
    isRelease: existsSync(join(folder, 'tune-helper.mjs')),
    copiesFolder,
    unitFolder: '/etc/systemd/system',
    weaknessOf,
    release: (withNode) => releaseAt(folder, withNode ? node : null),
    copies: () => copiesIn(copiesFolder),
    removeCopy,
    tryOut: () => boardHelper({ at }).planHash({ profile: null, overlays: [] }),
    groupNamed,
  };
}

/** Copies of releases in a folder; absolute. */
export function copiesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => copyName.test(name))
    .map((name) => join(folder, name));
}

/** A built release, and how it is copied. */
export function releaseAt(folder: string, node: string | null): Release {
  const files = releaseFiles(folder, node);
  const digest = digestOfFiles(files);
  const isIn = (place: string) => {
    const copied = filesInCopy(files, place);
    return copied !== null && digestOfFiles(copied) === digest;
  };
  return {
    digest,
    files,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    isAt: isIn,
    copyTo: (place, check) =>
      copyRelease(files, place, async (part) => {
        // What was shown is what root will run, whatever happened to the files meanwhile.
        if (!isIn(part)) throw new Error(`${folder} changed while it was copied`);
        await check(part);
      }),
  };
}

function removeCopy(copy: string): void {
  rmSync(copy, { recursive: true, force: true });
  const parent = dirname(copy);
  if (existsSync(parent) && readdirSync(parent).length === 0) rmdirSync(parent);
}
