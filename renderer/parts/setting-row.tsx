import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { runCommand } from '../commands.ts';
import type { ListedSetting } from '../documents.ts';
import { faultOf, type Fault } from '../faults.ts';
import { useHost } from '../host-view.ts';
import { SettingInput } from './setting-input.tsx';

const written = z.object({ value: z.union([z.string(), z.number(), z.boolean()]) });

/** One setting: written when it is left or chosen, and why it was refused. */
export function SettingRow({ setting }: { readonly setting: ListedSetting }) {
  const { t, i18n } = useTranslation();
  const { client } = useHost();
  const id = useId();
  const [value, setValue] = useState(setting.value);
  const [told, tell] = useState<'saved' | Fault | null>(null);
  const { key } = setting;
  const name = `settings.names.${key.replaceAll('.', '-')}`;
  const save = async (text: string) => {
    tell(null);
    try {
      const done = await runCommand(client, ['config', 'set', key, text], written);
      setValue(done.value);
      tell('saved');
    } catch (error) {
      tell(faultOf(error, t));
    }
  };
  return (
    <li>
      <label className="label" htmlFor={id}>
        {i18n.exists(name) ? t(name) : <code>{key}</code>}
        {i18n.exists(`${name}-about`) && <span className="quiet detail">{t(`${name}-about`)}</span>}
      </label>
      <SettingInput id={id} setting={{ ...setting, value }} save={(text) => void save(text)} note={`${id}-note`} />
      <span
        className={told === 'saved' || told === null ? 'quiet note' : 'danger-text note'}
        id={`${id}-note`}
        role="status"
      >
        {told === 'saved' ? t('settings.saved') : told === null ? '' : `${told.message} ${told.hint}`}
      </span>
    </li>
  );
}
