import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { languages, speak } from '../text.ts';
import { chooseTheme, chosenTheme, themes } from '../theme.ts';

/** Of this browser alone: they take effect at once. */
export function PageSettings() {
  const { t, i18n } = useTranslation();
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <ul className="rows settings">
      <li>
        <label className="label" htmlFor="page-language">
          {t('settings.language')}
        </label>
        <select
          id="page-language"
          value={i18n.language}
          onChange={(event) => void speak(languages.find((each) => each === event.target.value) ?? 'en')}
        >
          {languages.map((each) => (
            <option key={each} value={each} lang={each}>
              {t(`settings.languages.${each}`)}
            </option>
          ))}
        </select>
      </li>
      <li>
        <label className="label" htmlFor="page-theme">
          {t('settings.theme')}
        </label>
        <select
          id="page-theme"
          value={theme}
          onChange={(event) => {
            const chosen = themes.find((each) => each === event.target.value) ?? 'system';
            chooseTheme(chosen);
            setTheme(chosen);
          }}
        >
          {themes.map((each) => (
            <option key={each} value={each}>
              {t(`settings.themes.${each}`)}
            </option>
          ))}
        </select>
      </li>
    </ul>
  );
}
