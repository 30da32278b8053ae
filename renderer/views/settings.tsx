import { useTranslation } from 'react-i18next';
import { useAnswer } from '../answers.ts';
import { runCommand } from '../commands.ts';
import { isInApp } from '../app-window.ts';
import { settingsDocument, type ListedSetting } from '../documents.ts';
import { Failure } from '../parts/failure.tsx';
import { AppSection } from '../parts/app-section.tsx';
import { PageSettings } from '../parts/page-settings.tsx';
import { HooksSection } from '../parts/hooks-section.tsx';
import { Pending } from '../parts/pending.tsx';
import { ServiceSection } from '../parts/service-section.tsx';
import { SettingRow } from '../parts/setting-row.tsx';
import { SettingsStore } from '../parts/settings-store.tsx';
import { ViewHead } from '../parts/view-head.tsx';

/** The page's own settings, and those of this machine as the command line has them. */
export function Settings() {
  const { t } = useTranslation();
  const { answer, again } = useAnswer(
    'settings',
    (client, signal) => runCommand(client, ['config', 'list'], settingsDocument, { signal }),
    true,
  );
  return (
    <>
      <ViewHead title={t('views.settings')} />
      <SettingsStore />
      <section aria-labelledby="page">
        <h2 id="page">{t('settings.page')}</h2>
        <PageSettings />
      </section>
      {isInApp() && <AppSection />}
      {answer.kind === 'asking' && <Pending rows={6} />}
      {answer.kind === 'failed' && <Failure error={answer.error} again={again} />}
      {answer.kind === 'ready' &&
        groupsOf(answer.value.settings).map(([group, settings]) => (
          <section key={group} aria-labelledby={`group-${group}`}>
            <h2 id={`group-${group}`}>{t(`settings.groups.${group}`)}</h2>
            <ul className="rows settings">
              {settings.map((setting) => (
                <SettingRow key={setting.key} setting={setting} />
              ))}
            </ul>
          </section>
        ))}
      <HooksSection />
      <ServiceSection />
    </>
  );
}

const groups = {
  pace: ['quietPeriodMs', 'maxDelayMs', 'pollMinMs', 'pollMaxMs', 'waitOnBattery', 'waitOnMetered'],
  memory: ['workerControl', 'syncToolUses', 'retention.safetyCopies', 'retention.setAsideDays'],
  host: ['language', 'hostAddress', 'hostPort', 'lan', 'leaseTtlMs'],
} as const;

/** Those of a newer host stand at the end, by their own names. */
function groupsOf(settings: readonly ListedSetting[]): (readonly [string, readonly ListedSetting[]])[] {
  const known = Object.entries(groups).map(
    ([group, keys]) => [group, keys.flatMap((key) => settings.find((each) => each.key === key) ?? [])] as const,
  );
  const named = new Set<string>(Object.values(groups).flat());
  const other = settings.filter(({ key }) => !named.has(key));
  return [...known, ['other', other] as const].filter(([, own]) => own.length > 0);
}
