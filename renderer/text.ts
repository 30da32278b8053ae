import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '../resources/translations/en.json' with { type: 'json' };
import uk from '../resources/translations/uk.json' with { type: 'json' };
import { isolated } from './isolated.ts';

export const languages = ['en', 'uk'] as const;
export type Language = (typeof languages)[number];

const key = 'membridge-language';

/** Words in the person's language: what they chose here, else what their browser asks for. */
export async function startText(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, uk: { translation: uk } },
    lng: chosenLanguage(),
    fallbackLng: 'en',
    // React escapes what looks like markup; what is put into a sentence must not turn that around either.
    interpolation: { escapeValue: true, escape: isolated },
    // The tests' browser takes every line of the console for a failure.
    saveMissing: true,
    missingKeyHandler: (_languages, _namespace, key) => console.error(`no text for ${key}`),
    parseMissingKeyHandler: () => '',
  });
  document.documentElement.lang = i18next.language;
}

function chosenLanguage(): Language {
  const wished = [localStorage.getItem(key), ...navigator.languages].flatMap((each) => each?.slice(0, 2) ?? []);
  return languages.find((each) => each === wished.find((word) => languages.some((known) => known === word))) ?? 'en';
}

export async function speak(language: Language): Promise<void> {
  localStorage.setItem(key, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
