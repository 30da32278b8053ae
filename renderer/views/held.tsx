import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer } from '../answers.ts';
import { runCommand } from '../commands.ts';
import { heldDocument, syncDocument } from '../documents.ts';
import { useHost, useHostView } from '../host-view.ts';
import { tellAct } from '../last-act.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { Pending } from '../parts/pending.tsx';
import { ProgressLine } from '../parts/progress-line.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { go } from '../route.ts';

/** A brake stops with this exit code, and its document says what it holds. */
const braked = 7;
/** What a yes of a person lets through; other brakes are for something to be mended first. */
const forYes: ReadonlySet<string> = new Set(['brake-records', 'brake-incoming', 'brake-rows-gone']);

/** What a safety brake holds, in the words of the command line, and one press that lets it through. */
export function Held() {
  const { t } = useTranslation();
  const { client } = useHost();
  const { progress } = useHostView();
  const [isActing, acting] = useState(false);
  const [error, fail] = useState<unknown>(null);
  const { answer, again } = useAnswer(
    'held',
    (asked, signal) => runCommand(asked, ['sync', '--dry-run'], heldDocument, { signal, alsoFine: [braked] }),
    true,
  );
  const held = answer.kind === 'ready' ? (answer.value.error ?? null) : null;
  const close = () => go('/');
  const letThrough = async () => {
    acting(true);
    fail(null);
    try {
      const { published, applied } = await runCommand(client, ['sync', '--yes'], syncDocument);
      tellAct({ act: 'held', count: published.records + applied.records, historyId: null });
      close();
    } catch (thrown) {
      fail(thrown);
    } finally {
      acting(false);
    }
  };
  return (
    <ActDialog
      title={t('held.title')}
      act={held !== null && forYes.has(held.code) ? t('held.act') : null}
      isActing={isActing}
      onAct={() => void letThrough()}
      onClose={close}
    >
      {answer.kind === 'asking' && <Pending rows={3} />}
      {answer.kind === 'failed' && <Failure error={answer.error} again={again} />}
      {answer.kind === 'ready' && held === null && <p>{t('held.nothing')}</p>}
      {held !== null && (
        <>
          <p>{held.message}</p>
          {forYes.has(held.code) ? (
            <>
              <p>{t(`held.then.${held.code}`)}</p>
              <p className="quiet">{t('held.else')}</p>
            </>
          ) : (
            <p>
              <Sentence text={held.hint} />
            </p>
          )}
        </>
      )}
      {isActing && <ProgressLine busy={progress} />}
      {error !== null && <Failure error={error} />}
    </ActDialog>
  );
}
