import { useTranslation } from 'react-i18next';
import { steps, type Step } from './setup-steps.ts';

/** How far one has come. */
export function SetupSteps({ step }: { readonly step: Step | 'done' }) {
  const { t } = useTranslation();
  const at = step === 'done' ? steps.length : steps.indexOf(step);
  return (
    <ol className="setup-steps" aria-label={t('setup.steps.label')}>
      {steps.map((each, index) => (
        <li key={each} className={index <= at ? 'passed' : undefined} aria-current={index === at ? 'step' : undefined}>
          {t(`setup.steps.${each}`)}
        </li>
      ))}
    </ol>
  );
}
