import { createInstance } from 'i18next';
import { shortTime, timeAgo } from '../core/host/api/short-time.ts';
import type { Speech } from '../core/host/api/state-sentence.ts';
import en from '../resources/translations/en.json' with { type: 'json' };
import trayEn from '../resources/translations/tray-en.json' with { type: 'json' };
import trayUk from '../resources/translations/tray-uk.json' with { type: 'json' };
import uk from '../resources/translations/uk.json' with { type: 'json' };

export type Language = 'en' | 'uk';

/** The panel's words at the tray, and the tray's own as `tray:…`; times as the person's country writes them. */
export interface TraySpeech extends Speech {
  readonly language: Language;
  readonly ago: (at: number) => string;
}

/** Makes the speech of a language, for whatever moment. `locales`: what the person prefers, BCP 47, best first. */
export function speechOf(language: Language, locales: readonly string[] = []): (now: number) => TraySpeech {
  const i18n = createInstance();
  void i18n.init({
    resources: { en: { translation: en, tray: trayEn }, uk: { translation: uk, tray: trayUk } },
    lng: language,
    fallbackLng: 'en',
    initAsync: false,
    // Menus and notifications are no HTML.
    interpolation: { escapeValue: false },
  });
  const time = shortTime(locales.find((each) => each.startsWith(language)) ?? language);
  const ago = timeAgo(language);
  return (now) => ({
    language,
    text: (key, words) => i18n.t(key, words ?? {}),
    has: (key, words) => i18n.exists(key, words),
    time: (at) => time(at, now),
    ago: (at) => ago(at, now),
  });
}

/** The language that a person chose, else the first of the system's that we speak. A setting that cannot be read is none. */
export function chosenLanguage(setting: () => 'system' | Language, locales: readonly string[]): Language {
  const chosen = settingOf(setting);
  if (chosen !== 'system') return chosen;
  const ours = locales.find((each) => /^(?:en|uk)\b/i.test(each));
  return ours !== undefined && /^uk\b/i.test(ours) ? 'uk' : 'en';
}

function settingOf(setting: () => 'system' | Language): 'system' | Language {
  try {
    return setting();
  } catch {
    return 'system';
  }
}
