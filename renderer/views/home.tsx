import { useTranslation } from 'react-i18next';
import { useAnswer } from '../answers.ts';
import { useHostView } from '../host-view.ts';
import { AwaySection } from '../parts/away-section.tsx';
import { DeviceRows } from '../parts/device-rows.tsx';
import { HomeFoot } from '../parts/home-foot.tsx';
import { LaneSection } from '../parts/lane-section.tsx';
import { NoticeRows } from '../parts/notice-rows.tsx';
import { StateSection } from '../parts/state-section.tsx';
import { useNow } from '../now.ts';
import { timesIn } from '../time.ts';

/** Enough for a fortnight's links and what came while nobody looked. */
const entriesAsked = 50;

/** How it stands, in two seconds; below it who shares the memory and what came in. */
export function Home() {
  const { t, i18n } = useTranslation();
  const view = useHostView();
  const now = useNow();
  const { answer } = useAnswer('activity', (client, signal) =>
    client.query('activity', { limit: entriesAsked }, signal),
  );
  const status = view.known?.status ?? null;
  const host = view.known?.host ?? null;
  const activity = answer.kind === 'ready' ? answer.value : null;
  const seenAt = host?.lastLookAt ?? null;
  // What was seen before the host or its remote went is not told as if it were so now.
  const isOld = view.link.kind === 'lost' || host?.isStale === true || host?.state === 'offline';
  return (
    <>
      <StateSection view={view} />
      <NoticeRows notices={host === null ? [] : merged(host.notices, view.notices)} />
      {status !== null && <LaneSection status={status} activity={activity} />}
      {status !== null && status.devices.length > 0 && (
        <section aria-labelledby="devices">
          <h2 id="devices">
            {t('home.devices')}
            {isOld && (
              <span className="quiet">
                {' · '}
                {seenAt === null ? t('home.old') : t('home.asOf', { time: timesIn(i18n.language).short(seenAt, now) })}
              </span>
            )}
          </h2>
          <DeviceRows status={status} />
        </section>
      )}
      <AwaySection entries={activity?.entries ?? []} />
      {status !== null && <HomeFoot status={status} version={host?.version ?? ''} />}
    </>
  );
}

function merged<T extends { readonly id: string }>(one: readonly T[], other: readonly T[]): readonly T[] {
  return [...new Map([...other, ...one].map((each) => [each.id, each])).values()];
}
