import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fail } from '../model/errors.ts';
import type { Cli } from './cli.ts';

/** A file far beyond this holds no passphrase. */
const fileBytesMax = 64 * 1024;

/**
 * The passphrase of a project: from a file (its text without one line end), else asked on the terminal, twice for a new
 * project. Never from argv or the environment. Throws `passphrase-needed` where nobody can be asked, `passphrase-empty`.
 */
export async function passphraseFor(
  cli: Cli,
  { file, isNew }: { file: string | undefined; isNew: boolean },
): Promise<string> {
  if (file !== undefined) return fromFile(resolve(cli.tools.at.folder, file));
  if (!cli.terminal.isInteractive) throw fail('passphrase-needed', { home: cli.homePath });
  const say = cli.text.words.connect;
  const typed = await cli.terminal.secret(isNew ? say.newPassphrase : say.passphrase);
  if (isNew && (await cli.terminal.secret(say.newPassphraseAgain)) !== typed)
    throw fail('usage', { detail: say.passphrasesDiffer });
  return typed;
}

async function fromFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw fail('usage', { detail: `the passphrase file ${path} cannot be read` }, cause);
  });
  if (bytes.length > fileBytesMax) throw fail('usage', { detail: `${path} is too large for a passphrase` });
  const text = bytes.toString('utf8').replace(/\r?\n$/, '');
  if (text === '') throw fail('passphrase-empty', { file: path });
  return text;
}
