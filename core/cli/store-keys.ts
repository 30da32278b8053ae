import type { HomeFiles } from '../host/compose/home-files.ts';
import { environmentKeys, hasAwsKeys, keptKeys, ownKeyNames, s3Keys, type KeySource } from '../host/compose/s3-keys.ts';
import { fail } from '../model/errors.ts';
import type { Cli } from './cli.ts';

/**
 * The keys of a store for `init`: from the environment, else the AWS tools' own, else asked on the terminal; where nobody
 * can be asked those of the connection that is given up. Never from argv. Throws `store-keys-needed`.
 */
export function keysForStore(cli: Cli, { secrets }: HomeFiles): KeySource {
  return async () => {
    const found = environmentKeys(cli.tools.at.env);
    if (found !== null || hasAwsKeys(cli.tools.at)) return found;
    if (!cli.terminal.isInteractive) {
      const kept = await keptKeys(secrets);
      if (kept === null) throw fail('store-keys-needed', { names: ownKeyNames.join(', ') });
      return kept;
    }
    const say = cli.text.words.connect;
    return s3Keys(await cli.terminal.line(say.accessKey), await cli.terminal.secret(say.secretKey));
  };
}
