import { mkdtempSync, realpathSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Tools } from '../host/compose/tools.ts';
import { membridgeVersion } from '../host/compose/version.ts';
import type { Watch } from '../engine/machine.ts';
import { fail, isFault } from '../model/errors.ts';
import type { Text } from '../text/text.ts';
import { addDemoSession, demoStartEpochMs, type DemoSession } from './data.ts';
import { makeMachine, type DemoMachine } from './demo-machine.ts';
import type { Page } from './page.ts';
import type { DemoWords } from './words.ts';
import { demoWordsEnglish } from './words-english.ts';
import { demoWordsUkrainian } from './words-ukrainian.ts';

/** Everything that the steps of one demonstration share. */
export interface Stage {
  /** A new folder of this account alone; everything lies in it, and it is kept. */
  readonly folder: string;
  readonly remoteFolder: string;
  readonly passphrase: string;
  readonly passphraseFile: string;
  readonly laptop: DemoMachine;
  readonly board: DemoMachine;
  readonly version: string;
  readonly tools: Tools;
  readonly text: Text;
  readonly words: DemoWords;
  readonly page: Page;
  readonly watch: Watch;
}

/** Bytes of randomness in the passphrase: as much as in four words of a list. */
const passphraseBytes = 8;

export type StageParts = Pick<Stage, 'tools' | 'text' | 'page' | 'watch'>;

/** What a demonstration writes, with what SQLite needs on the way: 18 MB were seen. */
const bytesNeeded = 40_000_000;

/** Makes the folder, the machines' folders and the passphrase. Throws `unexpected` or `disk-full` where that cannot be. */
export function openStage(parts: StageParts): Stage {
  const words = parts.text.language === 'uk' ? demoWordsUkrainian : demoWordsEnglish;
  const folder = newFolder(tmpdir());
  const passphrase = `demo-${(parts.tools.random.hex(passphraseBytes).match(/.{4}/g) ?? []).join('-')}`;
  const passphraseFile = join(folder, 'passphrase.txt');
  writeFileSync(passphraseFile, `${passphrase}\n`, { mode: 0o600, flag: 'wx' });
  const machine = (label: string) => makeMachine(label, folder, parts.tools);
  return {
    ...parts,
    words,
    folder,
    remoteFolder: join(folder, 'remote'),
    passphrase,
    passphraseFile,
    laptop: machine(words.labels.laptop),
    board: machine(words.labels.board),
    version: membridgeVersion,
  };
}

function newFolder(below: string): string {
  try {
    const { bavail, bsize } = statfsSync(below);
    const freeBytes = bavail * bsize;
    if (freeBytes < bytesNeeded) throw fail('disk-full', { path: below, needBytes: bytesNeeded, freeBytes });
    return realpathSync(mkdtempSync(join(below, 'membridge-demo-')));
  } catch (error) {
    if (isFault(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw fail(
      'unexpected',
      { detail: `no folder can be made in ${below} (${code ?? 'unknown reason'}): set TMPDIR to another` },
      error,
    );
  }
}

/** A path as people read it: from the demonstration's folder. */
export function shortPath({ folder }: Stage, path: string): string {
  return relative(folder, path);
}

/** Sessions during the demonstration start long after those before it, and a day apart. */
const writingStartsMs = demoStartEpochMs + 365 * 86_400_000;
const dayMs = 86_400_000;

/** A person at work on a machine. `number`: of the session within the demonstration. */
export function writeSession(stage: Stage, where: 'laptop' | 'board', number: number): DemoSession {
  const { page, words, text } = stage;
  const { label, memoryPath } = stage[where];
  const session = addDemoSession(memoryPath, {
    seed: `visit ${number}`,
    machine: label,
    startEpochMs: writingStartsMs + number * dayMs,
    language: text.language,
  });
  // The session itself and its summary, besides observations and prompts.
  const rows = 2 + session.titles.length + session.prompts;
  page.say(words.wrote(where, mainTitle(session), session.project, text.words.rows(rows)));
  return session;
}

/** The title that a session is known by. */
export function mainTitle({ titles }: DemoSession): string {
  return titles[0] ?? '';
}
