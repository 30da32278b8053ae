import type { z } from 'zod';
import { apiHeaders, faultAnswer } from './api-fault.ts';

/** Of the name of a field that a database or a tree made up. */
const pathCharsMax = 100;

/** Only what the contract says goes out, and no more of it: its lists and texts are bounded. */
export function soundAnswer(schema: z.ZodType<object>, answer: unknown): Response {
  const sound = schema.safeParse(answer);
  if (sound.success) return new Response(JSON.stringify(sound.data), { headers: apiHeaders });
  const path = (sound.error.issues[0]?.path ?? []).map(String).join('.');
  return faultAnswer('answer-invalid', path.slice(0, pathCharsMax));
}
