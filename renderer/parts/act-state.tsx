import { useTranslation } from 'react-i18next';
import type { Act } from '../act.ts';
import { useHostView } from '../host-view.ts';
import { Failure } from './failure.tsx';
import { Pending } from './pending.tsx';
import { ProgressLine } from './progress-line.tsx';

/** How far an act has come: looked at, being done, or why not. */
export function ActState<T>({ act }: { readonly act: Act<T> }) {
  const { t } = useTranslation();
  const { progress } = useHostView();
  const { answer, again } = act.plan;
  return (
    <>
      {answer.kind === 'asking' && (
        <>
          <p className="quiet">{t('act.looking')}</p>
          <Pending rows={3} />
        </>
      )}
      {answer.kind === 'failed' && <Failure error={answer.error} again={again} />}
      {act.isActing && <ProgressLine busy={progress} />}
      {act.error !== null && <Failure error={act.error} />}
    </>
  );
}
