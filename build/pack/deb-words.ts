import { parseArgs } from 'node:util';

/** A package as fpm's words describe it. */
export interface DebWish {
  /** Of the control file, in its order. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Scripts by the name that dpkg knows them by. */
  readonly scripts: Readonly<Record<string, string>>;
  /** What goes where; `from` with a slash at its end is all that lies in it. */
  readonly files: readonly { readonly from: string; readonly to: string }[];
  readonly compression: string;
  readonly out: string;
}

const text = { type: 'string' } as const;
const options = {
  input: { type: 'string', short: 's' },
  output: { type: 'string', short: 't' },
  depends: { type: 'string', short: 'd', multiple: true },
  'deb-recommends': { type: 'string', multiple: true },
  force: { type: 'boolean' },
  'deb-compression': text,
  'deb-priority': text,
  name: text,
  version: text,
  architecture: text,
  maintainer: text,
  vendor: text,
  url: text,
  license: text,
  category: text,
  description: text,
  'after-install': text,
  'after-remove': text,
  package: text,
} as const;

/** Reads the words that electron-builder calls fpm with; one that is not known here is an error, never left out. */
export function debWish(words: readonly string[]): DebWish {
  const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
  if (values.input !== 'dir' || values.output !== 'deb') throw new Error('only folders become Debian packages here');
  const scripts = { postinst: values['after-install'], postrm: values['after-remove'] };
  return {
    fields: [
      ['Package', needed('name', values.name)],
      ['Version', needed('version', values.version)],
      ['Architecture', needed('architecture', values.architecture)],
      ['Maintainer', needed('maintainer', values.maintainer)],
      ['Depends', (values.depends ?? []).join(', ')],
      ['Recommends', (values['deb-recommends'] ?? []).join(', ')],
      ['Section', values.category ?? 'default'],
      ['Priority', values['deb-priority'] ?? 'optional'],
      ['Homepage', values.url ?? ''],
      ['Description', described(values.description ?? '')],
    ],
    scripts: Object.fromEntries(Object.entries(scripts).flatMap(([name, path]) => (path ? [[name, path]] : []))),
    files: positionals.map(pairOf),
    compression: values['deb-compression'] ?? 'xz',
    out: needed('package', values.package),
  };
}

/** The control file, without the fields that have nothing to say. */
export function controlOf({ fields }: DebWish, installedKilobytes: number): string {
  const all = [...fields, ['Installed-Size', String(installedKilobytes)] as const];
  return `${all.flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value}`])).join('\n')}\n`;
}

function needed(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new Error(`--${name} is missing`);
  return value;
}

/** A first line, and each other one indented; an empty one is a dot. */
function described(description: string): string {
  const lines = description.split('\n').map((line) => line.trim());
  const [first = '', ...others] = lines.filter((line, index) => line !== '' || index > 0);
  return [first, ...others.map((line) => ` ${line === '' ? '.' : line}`)].join('\n');
}

function pairOf(word: string): { from: string; to: string } {
  const at = word.indexOf('=');
  const to = word.slice(at + 1);
  if (at < 1 || !to.startsWith('/')) throw new Error(`${word} says not what goes where`);
  return { from: word.slice(0, at), to };
}
