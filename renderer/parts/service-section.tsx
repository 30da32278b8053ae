import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useAnswer } from '../answers.ts';
import { isInApp } from '../app-window.ts';
import { runCommand } from '../commands.ts';
import { Pending } from './pending.tsx';
import { SettingsFault } from './settings-fault.tsx';
import { Prose } from './settings-prose.tsx';
import { SetupCommand } from './setup-command.tsx';
import { TimeOf } from './time-of.tsx';

/** The fields of `service status` that the panel shows. */
const serviceDocument = z.object({
  file: z.string(),
  installed: z.boolean(),
  edited: z.boolean(),
  active: z.string().nullable(),
  enabled: z.boolean().nullable(),
  since: z.number().nullable(),
  linger: z.boolean().nullable(),
  memory: z.string().nullable(),
  gone: z.array(z.string()),
});
type ServiceStatus = z.infer<typeof serviceDocument>;

/** Whether the system starts Membridge by itself, and the command that lets it. */
export function ServiceSection() {
  const { t } = useTranslation();
  const { answer, again } = useAnswer(
    'service',
    (client, signal) => runCommand(client, ['service', 'status'], serviceDocument, { signal }),
    true,
  );
  return (
    <section aria-labelledby="service">
      <h2 id="service">{t('settings.service.title')}</h2>
      {answer.kind === 'asking' && <Pending rows={2} />}
      {answer.kind === 'failed' && <SettingsFault error={answer.error} again={again} calm="service-unsupported" />}
      {answer.kind === 'ready' && <Standing status={answer.value} />}
    </section>
  );
}

function Standing({ status }: { readonly status: ServiceStatus }) {
  const { t } = useTranslation();
  const { installed, active, since, linger, enabled, gone, memory, edited } = status;
  const isRunning = active === 'active' || active === 'running';
  const isBroken = installed && (gone.length > 0 || enabled === false || memory === 'missing' || !isRunning);
  if (!installed) return <Missing />;
  return (
    <div className="settings-block">
      <p className={isRunning ? undefined : 'attention'}>
        {isRunning ? t('settings.service.runs') : t('settings.service.stopped', { state: active ?? '?' })}
        {isRunning && since !== null && (
          <>
            {' '}
            <span className="quiet">
              {t('settings.service.since')} <TimeOf at={since} className="figure" />
            </span>
          </>
        )}
      </p>
      <p className="path quiet">{status.file}</p>
      {edited && <p className="quiet">{t('settings.service.edited')}</p>}
      {enabled === false && <p className="attention">{t('settings.service.notAtStart')}</p>}
      {memory === 'missing' && <p className="attention">{t('settings.service.noLimits')}</p>}
      {gone.map((path) => (
        <p key={path} className="attention">
          {t('settings.service.gone')} <span className="path">{path}</span>
        </p>
      ))}
      {isBroken && (
        <>
          <p>{t('settings.service.again')}</p>
          <SetupCommand command="membridge service install" />
        </>
      )}
      {linger === false && (
        <>
          <p>{t('settings.service.linger')}</p>
          <SetupCommand command="loginctl enable-linger" />
        </>
      )}
    </div>
  );
}

function Missing() {
  const { t } = useTranslation();
  return (
    <div className="settings-block">
      <p>{t(isInApp() ? 'settings.service.missingInApp' : 'settings.service.missing')}</p>
      <p className="quiet">{t('settings.service.about')}</p>
      <SetupCommand command="membridge service install" />
      <p className="quiet">
        <Prose text={t('settings.checkout')} />
      </p>
    </div>
  );
}
