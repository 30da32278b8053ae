import { parseTree, type Node, type ParseError } from 'jsonc-parser';

/**
 * Changes in the text of somebody else's JSON file, which keep every byte around them: order, indentation, comments,
 * line ends. What `inserted` did `removed` undoes exactly, but for the blanks inside a pair of brackets that was empty.
 */
export type Path = readonly (string | number)[];

/** The tree of a text; null when it is no JSON, comments and commas at the end allowed. */
export function treeOf(text: string): Node | null {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  return tree === undefined || errors.length > 0 ? null : tree;
}

/** What stands at a path; of a name that stands twice the last one, as every reader of JSON does. */
export function nodeAt(tree: Node, path: Path): Node | null {
  return path.reduce<Node | null>((node, step) => (node === null ? null : memberOf(node, step)), tree);
}

function memberOf(node: Node, step: string | number): Node | null {
  if (typeof step === 'number') return node.type === 'array' ? (node.children?.[step] ?? null) : null;
  return node.type === 'object' ? (propertyOf(node, step)?.children?.[1] ?? null) : null;
}

function propertyOf(node: Node, name: string): Node | null {
  return (node.children ?? []).findLast((property) => property.children?.[0]?.value === name) ?? null;
}

/** Puts `value` in as the last of a list (`name` null) or object at `path`, formatted as its surroundings are. */
export function inserted(text: string, path: Path, name: string | null, value: unknown): string {
  const container = containerAt(text, path);
  const style = styleOf(text);
  const before = container.children?.at(-1);
  const close = container.offset + container.length - 1;
  const tailFrom = before === undefined ? container.offset + 1 : before.offset + before.length;
  const tail = tailOf(text, tailFrom, close);
  const isLined = before === undefined ? style.isLined : startsLine(text, before.offset);
  const mustBreak = isLined || tail.endsInLineComment;
  const deep =
    before !== undefined && isLined ? lineIndent(text, before.offset) : indentAt(text, container, style) + style.indent;
  const key = name === null ? '' : `${JSON.stringify(name)}: `;
  const item = key + rendered(value, mustBreak ? deep : null, style);
  const lead = mustBreak ? style.lineEnd + deep : before === undefined && tail.end === tailFrom ? '' : ' ';
  const comma = tail.comma === null ? '' : ',';
  const rest = text.slice(tail.end, close);
  const needsEnd = before === undefined && mustBreak && !rest.includes('\n');
  const follow = needsEnd ? style.lineEnd + indentAt(text, container, style) : rest;
  const joint = before !== undefined && tail.comma === null ? ',' : '';
  return (
    text.slice(0, tailFrom) + joint + text.slice(tailFrom, tail.end) + lead + item + comma + follow + text.slice(close)
  );
}

/** Takes out what stands at `path`, with its comma and the blanks before it. An emptied pair of brackets stays. */
export function removed(text: string, path: Path): string {
  const container = containerAt(text, path.slice(0, -1));
  const step = path.at(-1);
  const members = container.children ?? [];
  const index = typeof step === 'number' ? step : members.findLastIndex((each) => each.children?.[0]?.value === step);
  const member = members[index];
  if (member === undefined) throw new Error('nothing stands there');
  const end = member.offset + member.length;
  const close = container.offset + container.length - 1;
  const blankFrom = text.slice(0, member.offset).trimEnd().length;
  const next = members[index + 1];
  const comma = tailOf(text, end, next?.offset ?? close).comma;
  const before = members[index - 1];
  if (comma !== null) {
    if (before !== undefined || next === undefined)
      return text.slice(0, blankFrom) + text.slice(end, comma) + text.slice(comma + 1);
    const from = comma + 1 + /^\s*/.exec(text.slice(comma + 1))![0].length;
    return text.slice(0, member.offset) + text.slice(end, comma) + text.slice(from);
  }
  if (before === undefined) {
    const rest = text.slice(end, close);
    return (
      text.slice(0, blankFrom) +
      (rest.trim() === '' && text.slice(container.offset + 1, blankFrom).trim() === '' ? '' : rest) +
      text.slice(close)
    );
  }
  const joint = tailOf(text, before.offset + before.length, member.offset).comma!;
  return text.slice(0, joint) + text.slice(joint + 1, blankFrom) + text.slice(end);
}

/** Puts another value where one stands. */
export function replaced(text: string, path: Path, value: unknown): string {
  const tree = treeOf(text);
  const node = tree === null ? null : nodeAt(tree, path);
  if (node === null) throw new Error('nothing stands there');
  const style = styleOf(text);
  const isLined = startsLine(text, node.offset);
  const item = rendered(value, isLined ? lineIndent(text, node.offset) : null, style);
  return text.slice(0, node.offset) + item + text.slice(node.offset + node.length);
}

/** What stands between the brackets of a list or object. */
export function innerOf(text: string, path: Path): string {
  const { offset, length } = containerAt(text, path);
  return text.slice(offset + 1, offset + length - 1);
}

/** The same list or object with something else between its brackets. */
export function withInner(text: string, path: Path, inner: string): string {
  const { offset, length } = containerAt(text, path);
  return text.slice(0, offset + 1) + inner + text.slice(offset + length - 1);
}

function containerAt(text: string, path: Path): Node {
  const tree = treeOf(text);
  const node = tree === null ? null : nodeAt(tree, path);
  if (node === null || (node.type !== 'object' && node.type !== 'array'))
    throw new Error('no list or object stands there');
  return node;
}

interface Style {
  readonly indent: string;
  readonly lineEnd: string;
  /** A file of several lines, or an empty one. */
  readonly isLined: boolean;
}

function styleOf(text: string): Style {
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  const indent = /\n([ \t]+)["[{]/.exec(text)?.[1] ?? '  ';
  const body = text.trim();
  return { indent, lineEnd, isLined: body.includes('\n') || /^\{\s*\}$/.test(body) };
}

/** In lines when `indent` (of its first line) is given, else in one. */
function rendered(value: unknown, indent: string | null, style: Style): string {
  if (indent === null) return JSON.stringify(value);
  return JSON.stringify(value, null, style.indent).replaceAll('\n', style.lineEnd + indent);
}

/** The commas and comments between `from` and `to`, where no value stands. */
function tailOf(
  text: string,
  from: number,
  to: number,
): { comma: number | null; end: number; endsInLineComment: boolean } {
  let comma: number | null = null;
  let end = from;
  let endsInLineComment = false;
  const token = /,|\/\/[^\r\n]*|\/\*[^]*?\*\//y;
  for (let at = from; at < to;) {
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found === undefined) {
      at += 1;
      continue;
    }
    if (found === ',' && comma === null) comma = at;
    at += found.length;
    end = at;
    endsInLineComment = found.startsWith('//');
  }
  return { comma, end, endsInLineComment };
}

function startsLine(text: string, offset: number): boolean {
  return /(^|\n)[ \t]*$/.test(text.slice(0, offset));
}

function lineIndent(text: string, offset: number): string {
  return /(?:^|\n)([ \t]*)[^\n]*$/.exec(text.slice(0, offset))?.[1] ?? '';
}

function indentAt(text: string, container: Node, style: Style): string {
  return style.isLined ? lineIndent(text, container.offset) : '';
}
