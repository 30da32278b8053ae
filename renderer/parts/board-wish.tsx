import { useTranslation } from 'react-i18next';
import type { Board } from '../../core/host/api/contract-board.ts';
import { type OverlayId, profileIds, storageIds } from '../../core/model/tune/ids.ts';
import type { PlanWish } from '../../core/model/tune/plan.ts';

/** What suits the machine, by what it is. */
export const suits: PlanWish = { profile: null, overlays: [] };

/** For which machine the settings are meant: this one, unless a person knows better. */
export function BoardWish({
  fits,
  wish,
  choose,
}: {
  readonly fits: Board['fits'];
  readonly wish: PlanWish;
  readonly choose: (wish: PlanWish) => void;
}) {
  const { t } = useTranslation();
  const disk = storageIds.find((id) => wish.overlays.includes(id));
  const isHeavy = wish.overlays.includes('worker-heavy');
  const overlays = (storage: OverlayId | undefined, heavy: boolean): OverlayId[] => [
    ...(storage === undefined ? [] : [storage]),
    ...(heavy ? (['worker-heavy'] as const) : []),
  ];
  const usual = (what: string | null | undefined) =>
    what === null || what === undefined ? t('board.fitsUnknown') : t('board.fits', { what });
  return (
    <div className="inline-form board-wish">
      <label>
        <span className="quiet">{t('board.profile')}</span>
        <select
          value={wish.profile ?? ''}
          onChange={(event) => choose({ ...wish, profile: profileIds.find((id) => id === event.target.value) ?? null })}
        >
          <option value="">{usual(fits?.profile)}</option>
          {profileIds.map((id) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="quiet">{t('board.storage')}</span>
        <select
          value={disk ?? ''}
          onChange={(event) =>
            choose({
              ...wish,
              overlays: overlays(
                storageIds.find((id) => id === event.target.value),
                isHeavy,
              ),
            })
          }
        >
          <option value="">
            {usual(fits?.overlay === null || fits === null ? null : t(`board.disks.${fits.overlay}`))}
          </option>
          {storageIds.map((id) => (
            <option key={id} value={id}>
              {t(`board.disks.${id}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={isHeavy}
          onChange={(event) => choose({ ...wish, overlays: overlays(disk, event.target.checked) })}
        />
        {t('board.workers')}
      </label>
    </div>
  );
}
