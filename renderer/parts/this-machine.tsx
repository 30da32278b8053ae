import { useTranslation } from 'react-i18next';
import type { Status } from '../../core/model/status.ts';
import { bytesIn, rowSum } from '../amounts.ts';

/** What this machine has and where. */
export function ThisMachine({ status, version }: { readonly status: Status; readonly version: string }) {
  const { t, i18n } = useTranslation();
  const { source, remote, project } = status;
  const facts: readonly (readonly [string, string, boolean])[] = [
    ['memory', source.path, true],
    ['rows', t('memories.count', { count: rowSum(source.rows) }), false],
    ['size', source.bytes === null ? t('devices.unknownSize') : bytesIn(i18n.language, source.bytes), false],
    ...(source.toolVersion === null ? [] : [['tool', source.toolVersion, false] as const]),
    ['store', remote.where, true],
    ['project', project.name, false],
    ['version', version, false],
  ];
  return (
    <section aria-labelledby="this-machine">
      <h2 id="this-machine">{t('devices.here')}</h2>
      <dl className="facts">
        {facts.map(([name, value, isPath]) => (
          <div key={name}>
            <dt className="quiet">{t(`devices.facts.${name}`)}</dt>
            <dd className={isPath ? 'path' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
