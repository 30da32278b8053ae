import i18next from 'i18next';
import { z } from 'zod';
import type { HostClient } from '../core/host/api/client.ts';
import { CommandFault } from './faults.ts';

const faultSchema = z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string() }) });

/**
 * Runs a command and reads its document, in the language of the page. Rejects with CommandFault when it ended otherwise
 * than well, and with what the client rejects with. `alsoFine`: exit codes whose document is an answer too.
 */
export async function runCommand<T>(
  client: HostClient,
  argv: readonly string[],
  schema: z.ZodType<T>,
  { signal, alsoFine = [] }: { readonly signal?: AbortSignal; readonly alsoFine?: readonly number[] } = {},
): Promise<T> {
  const { exitCode, document } = await client.command([...argv, '--lang', i18next.language], signal);
  const parsed = schema.safeParse(document);
  const fault = faultSchema.safeParse(document).data?.error;
  if (exitCode !== 0 && !(alsoFine.includes(exitCode) && parsed.success))
    throw new CommandFault(fault ?? { code: `exit-${exitCode}`, message: i18next.t('failures.command'), hint: '' });
  if (parsed.success) return parsed.data;
  throw new CommandFault({
    code: 'answer-foreign',
    message: i18next.t('failures.foreign'),
    hint: i18next.t('failures.foreignHint'),
  });
}
