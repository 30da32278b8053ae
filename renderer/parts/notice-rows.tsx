import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notice } from '../../core/host/api/contract.ts';
import { useNow } from '../now.ts';
import { timesIn } from '../time.ts';

const key = 'membridge-notices-seen';
/** Ids are up to 200 characters; older ones will not be told again. */
const keptMost = 100;

/** What a person should hear of once: it stays until it is put away. */
export function NoticeRows({ notices }: { readonly notices: readonly Notice[] }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const times = timesIn(i18n.language);
  const [seen, see] = useState(seenBefore);
  const shown = notices.filter(({ id }) => !seen.includes(id));
  if (shown.length === 0) return null;
  const putAway = (id: string) => {
    const more = [...seen, id].slice(-keptMost);
    localStorage.setItem(key, JSON.stringify(more));
    see(more);
  };
  const sentence = ({ code, data, message, at }: Notice) => {
    const known = `notices.${code}`;
    const since = data['lastSeen'] ?? data['since'];
    const ago = times.ago(typeof since === 'number' ? since : at, now);
    return i18n.exists(known) ? t(known, { ...data, ago }) : message;
  };
  return (
    <section aria-label={t('notices.title')}>
      <ul className="notices">
        {shown.map((notice) => (
          <li key={notice.id} className={`level-${notice.level}`}>
            <span className="label">{sentence(notice)}</span>
            <time className="quiet when" dateTime={new Date(notice.at).toISOString()}>
              {times.short(notice.at, now)}
            </time>
            <button
              type="button"
              className="button text square"
              aria-label={t('actions.putAway')}
              onClick={() => putAway(notice.id)}
            >
              <X className="icon" size={16} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function seenBefore(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}
