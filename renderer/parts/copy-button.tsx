import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Copies text for somebody who helps, or what `label` says; tells when it is done. `of`: the id of what is copied. */
export function CopyButton({
  text,
  label,
  of,
}: {
  readonly text: string;
  readonly label?: string;
  readonly of?: string;
}) {
  const { t } = useTranslation();
  const [isDone, setDone] = useState(false);
  return (
    <button type="button" className="button text" aria-describedby={of} onClick={() => void copied(text).then(setDone)}>
      {isDone ? t('actions.copied') : (label ?? t('actions.copy'))}
    </button>
  );
}

/** False where the browser does not let a page do it. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
