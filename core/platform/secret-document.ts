import { z } from 'zod';
import { fail } from '../model/errors.ts';
import type { SecretName } from '../ports/secret-store.ts';

/** What `secrets.json` holds: secrets as they are, or each sealed by the keychain. One or the other, never both. */
export type SecretDocument =
  | { readonly kind: 'plain'; readonly values: SecretValues }
  | { readonly kind: 'sealed'; readonly values: SecretValues };
export type SecretValues = { readonly [Name in SecretName]?: string | undefined };

/** Strict, so that a name of a newer Membridge is not lost when this one writes the file again. */
const values = z.strictObject({
  identity: z.string().optional(),
  's3-access-key': z.string().optional(),
  's3-secret-key': z.string().optional(),
} satisfies Record<SecretName, z.ZodType>);
const fileSchema = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal(1), secrets: values }),
  z.strictObject({ format: z.literal(2), sealed: values }),
]);

/** Throws `secrets-unreadable`. */
export function parseSecrets(path: string, text: string): SecretDocument {
  // No message of a parser goes into the fault: they quote the text, and the text is secret.
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fail('secrets-unreadable', { path, finding: 'it is not JSON' });
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.') ?? '';
    throw fail('secrets-unreadable', { path, finding: `${at === '' ? 'its form' : at} is not as Membridge writes it` });
  }
  const { data } = parsed;
  return data.format === 1 ? { kind: 'plain', values: data.secrets } : { kind: 'sealed', values: data.sealed };
}

export function secretsText({ kind, values: kept }: SecretDocument): string {
  const file = kind === 'plain' ? { format: 1, secrets: kept } : { format: 2, sealed: kept };
  return `${JSON.stringify(file, null, 2)}\n`;
}
