import { app } from 'electron';
import { storeSettings } from './compose-shell-file.ts';
import { chosenLanguage, speechOf, type TraySpeech } from './speech.ts';

/** How the person of this machine is spoken to, by the settings of the home and the system's languages. */
export function personSpeech(settingsFile: string): (now: number) => TraySpeech {
  const settings = storeSettings(settingsFile);
  const languages = app.getPreferredSystemLanguages();
  return speechOf(
    chosenLanguage(() => settings.read().settings.language, languages),
    languages,
  );
}
