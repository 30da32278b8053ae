import { useTranslation } from 'react-i18next';
import type { SetupFacts } from '../../core/host/api/contract-setup.ts';
import { needsOf, storeOf } from './setup-draft.ts';
import { FieldTrouble, fieldId, SetupText } from './setup-field.tsx';
import type { SetupFlow } from './setup-flow.ts';

interface Parts {
  readonly flow: SetupFlow;
  readonly facts: SetupFacts;
}

/** Which bucket of which store: of a store that is known by its name only what its address does not tell. */
export function SetupBucket({ flow, facts }: Parts) {
  const { t } = useTranslation();
  const { draft } = flow;
  const store = storeOf(draft, facts.stores);
  const needs = needsOf(store);
  const example = (text: string | null | undefined) =>
    text === null || text === undefined ? undefined : t('setup.place.example', { example: text });
  return (
    <div className="setup-fields">
      <StoreChoice flow={flow} facts={facts} />
      {needs.includes('endpoint') && (
        <SetupText
          flow={flow}
          name="endpoint"
          kind="path"
          label={t('setup.place.endpoint')}
          hint={example(store?.endpointExample ?? 'https://s3.example.com')}
        />
      )}
      {needs.includes('account') && (
        <SetupText flow={flow} name="account" label={t('setup.place.account')} hint={t('setup.place.accountHint')} />
      )}
      {needs.includes('region') && (
        <SetupText flow={flow} name="region" label={t('setup.place.region')} hint={example(store?.regionExample)} />
      )}
      <SetupText flow={flow} name="bucket" label={t('setup.place.bucket')} />
      <label className="check-line">
        <input
          type="checkbox"
          checked={draft.createBucket}
          onChange={(event) => flow.change({ createBucket: event.target.checked })}
        />
        <span>{t('setup.place.createBucket')}</span>
      </label>
      <Keys flow={flow} facts={facts} />
    </div>
  );
}

function StoreChoice({ flow, facts: { stores } }: Parts) {
  const { t } = useTranslation();
  const store = storeOf(flow.draft, stores);
  return (
    <div className="setup-field">
      <label htmlFor={fieldId('store')}>{t('setup.place.store')}</label>
      <select
        id={fieldId('store')}
        value={store?.name ?? ''}
        onChange={(event) => flow.change({ store: event.target.value })}
      >
        {(['service', 'own'] as const).map((kind) => (
          <optgroup key={kind} label={t(`setup.place.stores.${kind}`)}>
            {stores
              .filter((each) => each.kind === kind)
              .map(({ name, title }) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
          </optgroup>
        ))}
        <option value="">{t('setup.place.stores.other')}</option>
      </select>
      <FieldTrouble flow={flow} name="store" />
      {store?.caution !== undefined && store.caution !== null && <p className="attention detail">{store.caution}</p>}
    </div>
  );
}

function Keys({ flow, facts }: Parts) {
  const { t } = useTranslation();
  const { keepsKeys } = flow.draft;
  return (
    <>
      {facts.hasKeys && (
        <label className="check-line">
          <input
            type="checkbox"
            checked={keepsKeys}
            onChange={(event) => flow.change({ keepsKeys: event.target.checked })}
          />
          <span>{t('setup.place.keepsKeys')}</span>
        </label>
      )}
      {!keepsKeys && (
        <>
          <SetupText flow={flow} name="accessKeyId" label={t('setup.place.accessKeyId')} />
          <SetupText
            flow={flow}
            name="secretAccessKey"
            kind="secret"
            label={t('setup.place.secretAccessKey')}
            hint={t('setup.place.keysHint')}
          />
        </>
      )}
    </>
  );
}
