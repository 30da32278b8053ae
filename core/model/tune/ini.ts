/** One value of a configuration, and the file it comes from. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** `[section]` and `key = value` lines; `name` is `section.key`, and `section.` alone for a section's head. */
export function iniSettings(text: string, path: string): Setting[] {
  const settings: Setting[] = [];
  let section = '';
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || /^[#;]/.test(line)) continue;
    const head = /^\[([^\]]+)\]$/.exec(line);
    if (head) {
      section = head[1] ?? '';
      settings.push({ name: `${section}.`, value: '', path });
      continue;
    }
    const at = line.indexOf('=');
    if (at > 0)
      settings.push({ name: `${section}.${line.slice(0, at).trim()}`, value: line.slice(at + 1).trim(), path });
  }
  return settings;
}

/** `NAME=value` lines as a shell sources them; quotes around a value are taken off, other words are left alone. */
export function shellSettings(text: string, path: string): Setting[] {
  return text.split('\n').flatMap((raw): Setting[] => {
    const found = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(?:"([^"]*)"|'([^']*)'|([^\s#;]*))/.exec(raw);
    if (!found) return [];
    return [{ name: found[1] ?? '', value: found[2] ?? found[3] ?? found[4] ?? '', path }];
  });
}

/** The last setting of each name: what counts. */
export function effective(settings: readonly Setting[]): Setting[] {
  return [...new Map(settings.map((setting) => [setting.name, setting])).values()];
}

export function valueIn(settings: readonly Setting[], name: string): string | null {
  return settings.findLast((setting) => setting.name === name)?.value ?? null;
}
