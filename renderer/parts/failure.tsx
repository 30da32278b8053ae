import { useTranslation } from 'react-i18next';
import { faultOf } from '../faults.ts';
import { CopyButton } from './copy-button.tsx';
import { Sentence } from './sentence.tsx';

/** What could not be done, why, and what to do; its details for whoever helps. */
export function Failure({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  const { t } = useTranslation();
  const fault = faultOf(error, t);
  return (
    <div className="failure" role="alert">
      <p>
        <Sentence text={fault.message} />
      </p>
      {fault.hint !== '' && (
        <p className="quiet">
          <Sentence text={fault.hint} />
        </p>
      )}
      <p className="actions">
        {again !== undefined && (
          <button type="button" className="button" onClick={again}>
            {t('actions.again')}
          </button>
        )}
        <CopyButton text={`${fault.code}\n${fault.message}\n${fault.hint}`} />
      </p>
    </div>
  );
}
