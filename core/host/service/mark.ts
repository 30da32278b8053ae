import { createHash } from 'node:crypto';

/** How a service file stands against what we wrote there. */
export type Standing =
  | 'absent'
  /** To the byte what we would write now. */
  | 'current'
  /** Ours and untouched, but made for other paths or by another version. */
  | 'outdated'
  /** Ours, and somebody has changed it since. */
  | 'edited'
  /** Somebody else's. */
  | 'foreign';

/** The command that writes such files. */
type Writer = 'service install' | 'tune install-helper';

const marked =
  /^(?:# |<!-- )Written by `membridge (?:service install|tune install-helper)`, sha256 of the rest: ([0-9a-f]{64})(?: -->)?$/m;

/** `text` with a line that tells later whether anybody has changed it; `first` lines (an XML declaration) stay first. */
export function withMark(text: string, comment: 'hash' | 'xml', first = '', by: Writer = 'service install'): string {
  const says = `Written by \`membridge ${by}\`, sha256 of the rest: ${digest(first + text)}`;
  return `${first}${comment === 'hash' ? `# ${says}` : `<!-- ${says} -->`}\n${text}`;
}

/** Compares what is there with what we would write now. */
export function standingOf(found: string | null, wanted: string): Standing {
  if (found === null) return 'absent';
  if (found === wanted) return 'current';
  const mark = marked.exec(found);
  if (mark === null) return 'foreign';
  const rest = found.replace(`${mark[0]}\n`, '');
  return digest(rest) === mark[1] ? 'outdated' : 'edited';
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
