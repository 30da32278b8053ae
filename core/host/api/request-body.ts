import type { z } from 'zod';
import { faultAnswer, fieldFaultAnswer } from './api-fault.ts';
import { bodyBytesMax } from './contract.ts';
import type { SetupField } from './contract-setup.ts';

/** What a request says, or the answer to one that says it wrongly. */
export type Said<T> =
  | { readonly kind: 'said'; readonly value: T }
  | { readonly kind: 'refused'; readonly answer: Response };

/** The field of a form that stands at a path of the body; null for none. */
export type FieldAt = (path: readonly PropertyKey[]) => SetupField | null;

/**
 * Reads a JSON body into `schema`. It never holds more than `bodyBytesMax`, whatever the headers claim. `fieldAt`: a fault
 * names the field.
 */
export async function bodyOf<T>(request: Request, schema: z.ZodType<T>, fieldAt?: FieldAt): Promise<Said<T>> {
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers.get('content-type') ?? ''))
    return refused('content-type-wrong');
  if (Number(request.headers.get('content-length') ?? 0) > bodyBytesMax) return refused('body-too-large');
  const bytes = await bytesOf(request);
  if (bytes === 'too-large') return refused('body-too-large');
  if (bytes === 'broken') return refused('request-broken');
  const json = jsonIn(bytes);
  return json === undefined ? refused('body-not-json') : parsed(schema, json, fieldAt);
}

/** Reads the query of a URL; a name that is given twice is refused, so that two readers cannot disagree. */
export function queryOf<T>(url: string, schema: z.ZodType<T>, more: Readonly<Record<string, string>> = {}): Said<T> {
  const entries = [...new URL(url).searchParams, ...Object.entries(more)];
  const names = entries.map(([name]) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  return twice === undefined
    ? parsed(schema, Object.fromEntries(entries))
    : refused('body-invalid', 'a name is given twice');
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, fieldAt?: FieldAt): Said<T> {
  const result = schema.safeParse(value);
  if (result.success) return { kind: 'said', value: result.data };
  // Where it is wrong, by our own names only: what was sent is not sent back.
  const [issue] = result.error.issues;
  const at = issue?.path.filter((part) => typeof part === 'number' || /^[a-zA-Z]{1,40}$/.test(String(part))) ?? [];
  const detail = at.map(String).join('.');
  if (fieldAt === undefined) return refused('body-invalid', detail);
  return { kind: 'refused', answer: fieldFaultAnswer(fieldAt(issue?.path ?? []), detail) };
}

function refused<T>(code: Parameters<typeof faultAnswer>[0], detail = ''): Said<T> {
  return { kind: 'refused', answer: faultAnswer(code, detail) };
}

async function bytesOf({ body }: Request): Promise<Uint8Array | 'too-large' | 'broken'> {
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  const blocks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return Buffer.concat(blocks);
      bytes += value.length;
      if (bytes > bodyBytesMax) {
        await reader.cancel();
        return 'too-large';
      }
      blocks.push(value);
    }
  } catch {
    // The sender went away in the middle, or sent what is no body.
    return 'broken';
  }
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
