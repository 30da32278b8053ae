import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import { forcePullDocument, type MergeForcePull, type MirrorForce } from '../documents.ts';
import { tellAct } from '../last-act.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { ActState } from '../parts/act-state.tsx';
import { HeadTable } from '../parts/head-table.tsx';
import { StoreUse } from '../parts/store-use.tsx';
import { go } from '../route.ts';

/** Makes this machine like the others, after showing what it would lose. */
export function ForcePull() {
  const { t } = useTranslation();
  const close = () => go('/');
  const act = useAct(['pull', '--replace'], forcePullDocument, (told) => {
    tellAct({ act: 'force-pull', count: sizeOf(told), historyId: told.historyId });
    close();
  });
  const { answer } = act.plan;
  const plan = answer.kind === 'ready' ? answer.value : null;
  const count = plan === null ? 0 : sizeOf(plan);
  const isNothing = plan !== null && !isWork(plan);
  const head = plan?.mode === 'mirror' ? plan.decision.head : undefined;
  return (
    <ActDialog
      title={t('forcePull.title')}
      act={
        plan === null || isNothing
          ? null
          : t(plan.mode === 'merge' ? 'forcePull.act' : 'forcePull.actMirror', { count })
      }
      isActing={act.isActing}
      onAct={act.act}
      onClose={close}
    >
      <ActState act={act} />
      {isNothing && <p>{t('forcePull.nothing')}</p>}
      {plan !== null && !isNothing && (
        <>
          {head !== undefined && <HeadTable heads={[head]} />}
          {plan.mode === 'merge' && plan.removed > 0 && <p>{t('forcePull.removed', { count: plan.removed })}</p>}
          {plan.mode === 'merge' && plan.rows > 0 && <p>{t('forcePull.rows', { count: plan.rows })}</p>}
          {plan.mode === 'mirror' && <p>{t('forcePull.mirror', { count })}</p>}
          <p>{t('forcePull.kept')}</p>
          <StoreUse />
        </>
      )}
    </ActDialog>
  );
}

type Plan = MergeForcePull | MirrorForce;

function sizeOf(plan: Plan): number {
  return plan.mode === 'merge' ? plan.removed + plan.rows : plan.applied.records;
}

function isWork(plan: Plan): boolean {
  return plan.mode === 'merge' ? sizeOf(plan) > 0 : ['pull', 'choose', 'adopt'].includes(plan.decision.kind);
}
