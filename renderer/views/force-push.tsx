import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import { forcePushDocument, type MergeForcePush, type MirrorForce } from '../documents.ts';
import { tellAct } from '../last-act.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { ActState } from '../parts/act-state.tsx';
import { HeadTable } from '../parts/head-table.tsx';
import { LackedTable } from '../parts/lacked-table.tsx';
import { StoreUse } from '../parts/store-use.tsx';
import { go } from '../route.ts';
import type { TFunction } from 'i18next';

/** Makes every machine like this one, after showing what each would lose. */
export function ForcePush() {
  const { t } = useTranslation();
  const close = () => go('/');
  const act = useAct(['push', '--force'], forcePushDocument, (told) => {
    tellAct({ act: 'force-push', count: sizeOf(told), historyId: told.historyId });
    close();
  });
  const { answer } = act.plan;
  const plan = answer.kind === 'ready' ? answer.value : null;
  const size = plan === null ? 0 : sizeOf(plan);
  const isNothing = plan !== null && !isWork(plan);
  return (
    <ActDialog
      title={t('forcePush.title')}
      act={plan === null || isNothing ? null : actName(plan, size, t)}
      isActing={act.isActing}
      onAct={act.act}
      onClose={close}
    >
      <ActState act={act} />
      {isNothing && <p>{t('forcePush.nothing')}</p>}
      {plan !== null && !isNothing && (
        <>
          {plan.mode === 'merge' ? <LackedTable lacked={plan.lacked} /> : <HeadTable heads={parentsOf(plan)} />}
          <p>{t(`forcePush.${plan.mode}`, { count: size })}</p>
          {plan.mode === 'merge' && plan.leftAlone > 0 && (
            <p className="quiet">{t('forcePush.leftAlone', { count: plan.leftAlone })}</p>
          )}
          <p>{t('forcePush.kept')}</p>
          <StoreUse />
        </>
      )}
    </ActDialog>
  );
}

type Plan = MergeForcePush | MirrorForce;

function sizeOf(plan: Plan): number {
  return plan.mode === 'merge' ? plan.deletes + plan.edits + plan.revives : plan.published.records;
}

function isWork(plan: Plan): boolean {
  return plan.mode === 'merge' ? sizeOf(plan) > 0 : plan.decision.kind === 'push';
}

function parentsOf({ decision }: MirrorForce) {
  return decision.parents ?? [];
}

function actName(plan: Plan, count: number, t: TFunction): string {
  if (plan.mode === 'mirror') return t('forcePush.actMirror');
  return plan.deletes > 0 ? t('forcePush.actDeletes', { count: plan.deletes }) : t('forcePush.act', { count });
}
