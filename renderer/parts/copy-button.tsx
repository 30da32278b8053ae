import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Copies text for somebody who helps; says so when it is done. */
export function CopyButton({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const [isDone, setDone] = useState(false);
  return (
    <button type="button" className="button text" onClick={() => void copied(text).then(setDone)}>
      {t(isDone ? 'actions.copied' : 'actions.copy')}
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
