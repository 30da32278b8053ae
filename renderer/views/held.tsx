import { useTranslation } from 'react-i18next';
import { useDoing } from '../act.ts';
import { useAnswer } from '../answers.ts';
import { runCommand } from '../commands.ts';
import { heldDocument, syncDocument } from '../documents.ts';
import { useHost } from '../host-view.ts';
import { tellAct } from '../last-act.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { ActState } from '../parts/act-state.tsx';
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
  const plan = useAnswer(
    'held',
    (asked, signal) => runCommand(asked, ['sync', '--dry-run'], heldDocument, { signal, alsoFine: [braked] }),
    true,
  );
  const { answer } = plan;
  const held = answer.kind === 'ready' ? (answer.value.error ?? null) : null;
  const close = () => go('/');
  const doing = useDoing(async () => {
    const { published, applied } = await runCommand(client, ['sync', '--yes'], syncDocument);
    tellAct({ act: 'held', count: published.records + applied.records, historyId: null });
    close();
  });
  return (
    <ActDialog
      title={t('held.title')}
      act={held !== null && forYes.has(held.code) ? t('held.act') : null}
      isActing={doing.isActing}
      onAct={doing.act}
      onClose={close}
    >
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
      <ActState act={{ plan, ...doing }} />
    </ActDialog>
  );
}
