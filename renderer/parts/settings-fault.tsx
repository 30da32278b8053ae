import { useTranslation } from 'react-i18next';
import { faultOf } from '../faults.ts';
import { Failure } from './failure.tsx';

/** Why a section has nothing to say. `calm` is the code of what is no fault: something is just not on this machine. */
export function SettingsFault({
  error,
  again,
  calm,
}: {
  readonly error: unknown;
  readonly again: () => void;
  readonly calm: string;
}) {
  const { t } = useTranslation();
  const { code, message, hint } = faultOf(error, t);
  if (code !== calm) return <Failure error={error} again={again} />;
  return (
    <div className="settings-block">
      <p>{message}</p>
      <p className="quiet">{hint}</p>
    </div>
  );
}
