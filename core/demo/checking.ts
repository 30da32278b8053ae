/** Steps 7 and 8: everything is read again, a stranger looks, and what comes next. */
import type { LogVerification } from '../engine/records/verify-log.ts';
import { verifyLines } from '../cli/verify-lines.ts';
import { fail } from '../model/errors.ts';
import { lookIntoBucket, textsInFile, type StoredFile } from './bucket-look.ts';
import { verifyMachine } from './demo-machine.ts';
import type { TableRow } from './page.ts';
import { shortPath, type Stage } from './stage.ts';

/** So many titles are looked for in every file: enough to find a leak, quick on a board. */
const titlesAsked = 40;

export interface Checked {
  readonly verification: LogVerification;
  readonly files: readonly StoredFile[];
  readonly titlesAsked: number;
}

/** Step 7. Throws on damage, on a readable title, and on an object in clear. */
export async function checkEverything(stage: Stage, titles: readonly string[]): Promise<Checked> {
  const { board, page, words, text, watch } = stage;
  page.command(board.label, 'membridge verify');
  const verification = await verifyMachine(board, watch);
  page.output(verifyLines(verification, text));
  if (verification.findings.length > 0 || verification.local !== 'same') {
    throw fail('unexpected', { detail: 'the verification found something' });
  }
  const asked = spread([...new Set(titles)], titlesAsked);
  const databases = [stage.laptop.memoryPath, stage.board.memoryPath];
  // The same search where it must find something: else it would prove nothing in the folder.
  const inMemories = new Set((await Promise.all(databases.map((path) => textsInFile(path, asked)))).flat());
  const { files, readable } = await lookIntoBucket(stage.remoteFolder, asked);
  const inClear = files.filter(({ path, isSealed }) => !isSealed && !path.endsWith('/project.json'));
  if (inMemories.size === 0 || readable.length > 0 || inClear.length > 0) {
    throw fail('unexpected', {
      detail: `a stranger can read ${[...readable, ...inClear.map(({ path }) => path)].join(', ')}`,
    });
  }
  page.say(words.stranger(projectFolder(files, stage)));
  page.table(listing(files, stage));
  page.say(words.found(asked.length, inMemories.size, readable.length, files.length, asked[0] ?? ''));
  return { verification, files, titlesAsked: asked.length };
}

/** Step 8. */
export function sayWhatIsNext(stage: Stage): void {
  const { page, words, laptop } = stage;
  const run = 'npm run --silent membridge --';
  page.say(words.yours);
  page.type([`${run} init --folder ${words.yourFolder}`, `${run} sync`]);
  page.say(words.elsewhere);
  page.say(words.lookAround);
  page.type([`${run} --home ${quoted(laptop.homePath)} history`]);
}

/** Where all objects lie: `remote/membridge/<project id>`. */
function projectFolder(files: readonly StoredFile[], stage: Stage): string {
  const below = (files[0]?.path ?? '').split('/').slice(0, 2);
  return [shortPath(stage, stage.remoteFolder), ...below].join('/');
}

/** One line for each kind of file: how many, how large, readable or not. */
function listing(files: readonly StoredFile[], { words, text }: Stage): TableRow[] {
  const groups = new Map<string, StoredFile[]>();
  for (const file of files) {
    const kind = kindOf(file.path);
    groups.set(kind, [...(groups.get(kind) ?? []), file]);
  }
  return [...groups].map(([kind, members]) => {
    const bytes = members.reduce((sum, file) => sum + file.bytes, 0);
    const isSealed = members.every((file) => file.isSealed);
    return {
      cells: [kind, words.files(members.length), text.format.bytes(bytes)],
      note: words.groupNotes[isSealed ? 'sealed' : 'clear'],
    };
  });
}

/** `membridge/<project id>/head/0000000001.json` -> `head/…`. */
function kindOf(path: string): string {
  const [, , name, ...below] = path.split('/');
  if (below.length === 0) return name ?? path;
  if (name === 'log') return `log/…/${below[1] ?? ''}/….seg`;
  return name === 'snapshots' ? `snapshots/…/${(below.at(-1) ?? '').replace(/-\d+$/, '-…')}` : `${name}/…`;
}

/** At most `count` of them, from the whole length of the list, the last one among them. */
function spread<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(1, items.length / count);
  return Array.from(
    { length: Math.min(count, items.length) },
    (_, index) => items[items.length - 1 - Math.floor(index * step)],
  ).filter((item) => item !== undefined);
}

/** As a shell takes it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
