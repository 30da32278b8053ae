import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDoing } from '../act.ts';
import { runCommand } from '../commands.ts';
import { copyDocument } from '../documents.ts';
import { useHost } from '../host-view.ts';
import { CopyButton } from './copy-button.tsx';
import { Failure } from './failure.tsx';

/** Saves a point as a file. The host chooses where: whoever asks from afar writes nowhere else. */
export function CopyPoint({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { client } = useHost();
  const about = useId();
  const [path, tell] = useState<string | null>(null);
  const { isActing, error, act } = useDoing(async () =>
    tell((await runCommand(client, ['restore', id, '--copy'], copyDocument)).to),
  );
  return (
    <div className="copy-point" role="status">
      {path === null ? (
        <p className="quiet">
          <button type="button" className="button text" aria-describedby={about} disabled={isActing} onClick={act}>
            {t('restore.copy')}
          </button>
          <span id={about}>{t('restore.copyAbout')}</span>
        </p>
      ) : (
        <>
          <p>{t('restore.copied')}</p>
          <p className="saved">
            <code id={about}>{path}</code>
            <CopyButton text={path} label={t('restore.copyPath')} of={about} />
          </p>
        </>
      )}
      {error !== null && <Failure error={error} />}
    </div>
  );
}
