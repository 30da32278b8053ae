import { getNodeValue, type Node } from 'jsonc-parser';
import { isDeepStrictEqual } from 'node:util';
import { hookEntry, hookEventNames, isPythonHook, ownHook, type HookProgram, type OwnHook } from './hook-entry.ts';
import { inserted, innerOf, nodeAt, removed, replaced, treeOf, withInner, type Path } from './json-edit.ts';

/** Why a settings file is left alone. */
export type Finding = 'not-json' | 'not-object' | 'hooks-not-object' | 'event-not-list';

/** Blanks in brackets that were empty before us, by path: without a note of them they would be taken for ours. */
export type Emptied = Readonly<Record<string, string>>;

/** One command in the settings, where it stands. */
interface Placed {
  readonly event: string;
  readonly group: number;
  readonly index: number;
  readonly entry: unknown;
}

/** An entry of ours in the settings. */
export interface PlacedOwn extends OwnHook {
  /** Claude Code's name of the event under which it stands. */
  readonly under: string;
}

/** Null for a text that can be worked with. */
export function findingIn(text: string): Finding | null {
  const tree = treeOf(text);
  if (tree === null) return 'not-json';
  if (tree.type !== 'object') return 'not-object';
  const hooks = nodeAt(tree, ['hooks']);
  if (hooks === null) return null;
  if (hooks.type !== 'object') return 'hooks-not-object';
  const lists = hookEventNames.map((event) => nodeAt(hooks, [event]));
  return lists.every((list) => list === null || list.type === 'array') ? null : 'event-not-list';
}

/** The text with the entries of `program`, each once and as they are now; the same text when there is nothing to do. */
export function withHooks(text: string, program: HookProgram): { readonly text: string; readonly emptied: Emptied } {
  let now = text;
  let emptied: Emptied = {};
  for (const event of hookEventNames) {
    const wanted = hookEntry(event, program);
    const [first, ...more] = ownIn(now, program.home).filter((each) => each.event === event);
    // From the end: what stands before keeps its place.
    for (const each of more.toReversed()) now = withoutEntry(now, each, {});
    if (first !== undefined && !isDeepStrictEqual(first.entry, wanted)) now = replaced(now, pathOf(first), wanted);
    if (first !== undefined) continue;
    emptied = { ...blanksAround(now, event), ...emptied };
    now = withEntry(now, event, wanted);
  }
  const wrong = (each: Placed) => !hookEventNames.some((event) => event === each.event);
  for (const each of ownIn(now, program.home).filter(wrong).toReversed()) now = withoutEntry(now, each, {});
  return { text: now, emptied };
}

/** The text without the entries of a home (null: the usual one), and without the brackets that they alone filled. */
export function withoutHooks(text: string, home: string | null, emptied: Emptied): string {
  return ownIn(text, home)
    .toReversed()
    .reduce((now, each) => withoutEntry(now, each, emptied), text);
}

/** The text without the two entries of the Python membridge. */
export function withoutPython(text: string): string {
  return placedIn(text)
    .filter(({ event, entry }) => isPythonHook(event, entry))
    .toReversed()
    .reduce((now, each) => withoutEntry(now, each, {}), text);
}

/** The commands of the Python membridge, as they stand there. */
export function pythonHooks(text: string): string[] {
  const found = placedIn(text).filter(({ event, entry }) => isPythonHook(event, entry));
  return found.map(({ entry }) => String((entry as { command: unknown }).command));
}

/** Whether the person told Claude Code to run no hooks at all. */
export function areHooksOff(text: string): boolean {
  const tree = treeOf(text);
  return tree !== null && nodeAt(tree, ['disableAllHooks'])?.value === true;
}

/** Entries of ours, of every home. */
export function ownHooks(text: string): (PlacedOwn & { readonly entry: unknown })[] {
  return placedIn(text).flatMap(({ event, entry }) => {
    const own = ownHook(entry);
    return own === null ? [] : [{ ...own, under: event, entry }];
  });
}

function ownIn(text: string, home: string | null): Placed[] {
  return placedIn(text).filter(({ entry }) => {
    const own = ownHook(entry);
    return own !== null && own.home === home;
  });
}

/** In the order of the text within each event. What has another form than Claude Code's is passed over. */
function placedIn(text: string): Placed[] {
  const tree = treeOf(text);
  const hooks = tree === null ? null : nodeAt(tree, ['hooks']);
  if (tree === null || hooks?.type !== 'object') return [];
  const names = new Set((hooks.children ?? []).map((property) => String(property.children?.[0]?.value)));
  return [...names].flatMap((event) => {
    const groups = nodeAt(hooks, [event]);
    return (groups?.type === 'array' ? (groups.children ?? []) : []).flatMap((each, group) => {
      const list = nodeAt(each, ['hooks']);
      const entries = list?.type === 'array' ? (list.children ?? []) : [];
      return entries.map((entry, index) => ({ event, group, index, entry: plain(entry) }));
    });
  });
}

/** The library's objects have no prototype, which would make them differ from ours. */
function plain(node: Node): unknown {
  return JSON.parse(JSON.stringify(getNodeValue(node)));
}

function pathOf({ event, group, index }: Placed): Path {
  return ['hooks', event, group, 'hooks', index];
}

function withEntry(text: string, event: string, entry: unknown): string {
  const group = { hooks: [entry] };
  const tree = treeOf(text);
  const has = (path: Path) => tree !== null && nodeAt(tree, path) !== null;
  if (!has(['hooks'])) return inserted(text, [], 'hooks', { [event]: [group] });
  if (!has(['hooks', event])) return inserted(text, ['hooks'], event, [group]);
  return inserted(text, ['hooks', event], null, group);
}

/** What an entry of `event` will fill that is empty now. */
function blanksAround(text: string, event: string): Emptied {
  const tree = treeOf(text);
  const paths: readonly Path[] = [[], ['hooks'], ['hooks', event]];
  const empty = paths.filter((path) => {
    const node = tree === null ? null : nodeAt(tree, path);
    return node !== null && (node.children ?? []).length === 0 && innerOf(text, path).trim() === '';
  });
  return Object.fromEntries(empty.map((path) => [path.join('.'), innerOf(text, path)]));
}

/** Takes an entry out, with its group, event and `hooks` where it was the only thing in them; those of `emptied` stay. */
function withoutEntry(text: string, placed: Placed, emptied: Emptied): string {
  const tree = treeOf(text);
  let path = pathOf(placed);
  const isAlone = (container: Path) =>
    tree !== null &&
    (nodeAt(tree, container)?.children ?? []).length === 1 &&
    emptied[container.join('.')] === undefined;
  if (isAlone(path.slice(0, -1))) path = ['hooks', placed.event, placed.group];
  if (path.length === 3 && isAlone(path.slice(0, -1))) path = ['hooks', placed.event];
  if (path.length === 2 && isAlone(['hooks'])) path = ['hooks'];
  const parent = path.slice(0, -1);
  const left = removed(text, path);
  const blank = emptied[parent.join('.')];
  return blank !== undefined && innerOf(left, parent).trim() === '' ? withInner(left, parent, blank) : left;
}
