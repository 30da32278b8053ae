import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from './copy-button.tsx';

/** A command as it is typed, to be copied. */
export function SetupCommand({ command }: { readonly command: string }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="command">
      <code id={id}>{command}</code>
      <CopyButton text={command} label={t('settings.copy')} of={id} />
    </div>
  );
}
