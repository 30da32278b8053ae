import { isFault, type ErrorCode, type ErrorData, type MembridgeError } from '../model/errors.ts';
import { shown, type Sentence } from './sentence.ts';
import { setupEn } from './setup-en.ts';
import { setupUk } from './setup-uk.ts';
import type { SetupKey, SetupWords } from './setup-words.ts';
import type { Text } from './text.ts';

/** The sentence of a fault for somebody at a form: it names what was entered, and no option of a command line. */
export function setupSentence(error: unknown, text: Text): Sentence {
  const usual = text.sentence(error);
  if (!isFault(error)) return usual;
  const say = text.language === 'uk' ? setupUk : setupEn;
  if (isFault(error, 'setting-invalid')) {
    const { key, value, expected } = error.data;
    const name = isKey(key, say.names) ? say.names[key] : key;
    return value === '' ? say.missing(name, expected) : say.invalid(name, shown(value), expected);
  }
  if (isFault(error, 'remote-denied') || isFault(error, 'remote-unreachable')) {
    const { where, reason } = error.data;
    const hint = /\((?:EROFS|EACCES|EPERM)\)$/.test(reason) ? say.readOnlyHint(where) : say.reasonHints[reason];
    return hint === undefined ? usual : { message: usual.message, hint };
  }
  return own(error, say) ?? usual;
}

function own<Code extends ErrorCode>(error: MembridgeError<Code>, { faults }: SetupWords): Sentence | undefined {
  const tell: ((data: ErrorData[Code]) => Sentence) | undefined = faults[error.code];
  return tell?.(error.data);
}

function isKey(key: string, names: Readonly<Record<SetupKey, string>>): key is SetupKey {
  return Object.hasOwn(names, key);
}
