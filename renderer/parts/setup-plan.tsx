import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SetupDocument } from '../../core/host/api/contract-setup.ts';

/** What connecting will do, in numbers and words, before it is done. */
export function SetupPlan({ plan, leaves }: { readonly plan: SetupDocument; readonly leaves: string | null }) {
  const { t } = useTranslation();
  const { remote, project, device, source } = plan;
  const facts: readonly (readonly [string, string, boolean])[] = [
    ['where', remote.where, true],
    ['seal', t(remote.encryption === 'none' ? 'setup.plan.plain' : 'setup.plan.sealed'), false],
    ['label', device.label, false],
    ['project', project.name, false],
  ];
  return (
    <>
      <Moves plan={plan} />
      <ul className="plan">
        {plan.plan !== null && <li>{t(plan.created ? 'setup.plan.creates' : 'setup.plan.joins')}</li>}
        {plan.makesPlace && (
          <li>{t(remote.kind === 'folder' ? 'setup.plan.makesFolder' : 'setup.plan.makesBucket')}</li>
        )}
        {plan.plan?.bothHave === true && <li className="attention">{t('setup.plan.bothHave')}</li>}
        {!source.exists && <li>{t('setup.plan.noMemory')}</li>}
        {leaves !== null && leaves !== remote.where && plan.plan !== null && (
          <li>{t('setup.plan.leaves', { where: leaves })}</li>
        )}
      </ul>
      <dl className="facts">
        {facts.map(([name, value, isPath]) => (
          <div key={name}>
            <dt className="quiet">{t(`setup.plan.facts.${name}`)}</dt>
            <dd className={isPath ? 'path' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      {plan.cautions.length > 0 && (
        <ul className="setup-found">
          {plan.cautions.map((caution) => (
            <li key={caution}>
              <TriangleAlert className="icon weight-attention" size={18} aria-hidden />
              <span>{caution}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Moves({ plan: { plan } }: { readonly plan: SetupDocument }) {
  const { t, i18n } = useTranslation();
  if (plan === null) return null;
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <dl className="moves">
      {(['upload', 'bring', 'delete'] as const).map((name) => (
        <div key={name}>
          <dt className="quiet">{t(`setup.plan.${name}`, { count: plan[name] })}</dt>
          <dd className="figure">{number.format(plan[name])}</dd>
        </div>
      ))}
    </dl>
  );
}
