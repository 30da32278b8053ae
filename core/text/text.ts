import { isFault, type ErrorCode, type ErrorData, type MembridgeError } from '../model/errors.ts';
import { errorsEn } from './errors-en.ts';
import { errorsUk } from './errors-uk.ts';
import { formatFor, type Format } from './format.ts';
import type { ErrorTexts, Sentence } from './sentence.ts';
import type { Words } from './words.ts';
import { wordsEn } from './en.ts';
import { wordsUk } from './uk.ts';

export type Language = 'en' | 'uk';

/** Everything that a face of the product says, in one language. */
export interface Text {
  readonly language: Language;
  readonly format: Format;
  readonly words: Words;
  /** Fact and next action of a fault; what is none is told as unexpected, without its inner words. */
  sentence(error: unknown): Sentence;
}

/** The text of a language. */
export function textIn(language: Language): Text {
  const errors = language === 'uk' ? errorsUk : errorsEn;
  return {
    language,
    format: formatFor(language),
    words: language === 'uk' ? wordsUk : wordsEn,
    sentence: (error) => (isFault(error) ? sentenceOf(errors, error) : errors.unexpected({ detail: nameOf(error) })),
  };
}

/** The language that a person's wishes and environment ask for: `--lang`, the setting, LC_ALL, LC_MESSAGES, LANG. */
export function languageFor(
  wanted: string | undefined,
  setting: string,
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  const chosen = wanted ?? (setting === 'system' ? locale : setting);
  return /^uk\b/i.test(chosen.replace('_', '-')) ? 'uk' : 'en';
}

function sentenceOf<Code extends ErrorCode>(errors: ErrorTexts, error: MembridgeError<Code>): Sentence {
  const tell: (data: ErrorData[Code]) => Sentence = errors[error.code];
  return tell(error.data);
}

/** A bug's message may hold anything; its kind is enough for a person. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
