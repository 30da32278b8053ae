import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedSetting } from '../documents.ts';

interface Parts {
  readonly id: string;
  readonly setting: ListedSetting;
  readonly save: (text: string) => void;
  /** Where it is told how the saving went. */
  readonly note: string;
}

/** A switch, a choice or a field, by what the setting may be. */
export function SettingInput({ id, setting, save, note }: Parts) {
  const { t, i18n } = useTranslation();
  const { value, expected, key } = setting;
  if (typeof value === 'boolean')
    return (
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={value}
        aria-describedby={note}
        onChange={(event) => save(event.target.checked ? 'on' : 'off')}
      />
    );
  const options = /^one of (.+)$/.exec(expected)?.[1]?.split(', ');
  if (options !== undefined)
    return (
      <select id={id} value={String(value)} aria-describedby={note} onChange={(event) => save(event.target.value)}>
        {options.map((option) => {
          const name = `settings.values.${key}.${option}`;
          return (
            <option key={option} value={option}>
              {i18n.exists(name) ? t(name) : option}
            </option>
          );
        })}
      </select>
    );
  return <TextInput id={id} setting={setting} save={save} note={note} />;
}

/** Times are told in seconds here, and kept in milliseconds. */
const secondMs = 1_000;

function TextInput({ id, setting: { key, value }, save, note }: Parts) {
  const { t } = useTranslation();
  const isTime = key.endsWith('Ms') && typeof value === 'number';
  const shown = isTime ? String(value / secondMs) : String(value);
  const [text, type] = useState(shown);
  useEffect(() => type(shown), [shown]);
  const leave = () => {
    if (text === shown || text === '') return;
    save(isTime ? String(Math.round(Number(text) * secondMs)) : text);
  };
  return (
    <span className="with-unit">
      <input
        id={id}
        className={typeof value === 'number' ? 'input short' : 'input'}
        type={typeof value === 'number' ? 'number' : 'text'}
        step={isTime ? 'any' : 1}
        value={text}
        aria-describedby={note}
        onChange={(event) => type(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => event.key === 'Enter' && leave()}
      />
      {isTime && <span className="quiet">{t('settings.seconds')}</span>}
    </span>
  );
}
