import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetupFacts } from '../../core/host/api/contract-setup.ts';
import { bytesIn, rowSum } from '../amounts.ts';
import { SetupCommand } from './setup-command.tsx';

/** As long as one waits for something to appear without wondering; a look at a file that is not there costs nothing. */
const lookMs = 3_000;

/** What is on this machine; where there is nothing yet, where it will be found. */
export function SetupMemory({ facts: { memory }, again }: { readonly facts: SetupFacts; readonly again: () => void }) {
  const isThere = memory.kind === 'found';
  useEffect(() => {
    if (isThere) return undefined;
    // It may come at any time, and nobody tells of it while nothing is connected.
    const timer = setInterval(again, lookMs);
    return () => clearInterval(timer);
  }, [isThere, again]);
  switch (memory.kind) {
    case 'found':
      return <Found memory={memory} />;
    case 'none':
      return <None path={memory.path} />;
    case 'fault':
      return (
        <div className="failure">
          <p>{memory.message}</p>
          <p className="quiet">{memory.hint}</p>
        </div>
      );
    case 'busy':
      return null;
  }
}

function Found({ memory }: { readonly memory: Extract<SetupFacts['memory'], { kind: 'found' }> }) {
  const { t, i18n } = useTranslation();
  const { path, rows, projects, bytes, toolVersion } = memory;
  return (
    <dl className="facts">
      <div>
        <dt className="quiet">{t('setup.memory.file')}</dt>
        <dd className="path">{path}</dd>
      </div>
      <div>
        <dt className="quiet">{t('setup.memory.holds')}</dt>
        <dd>
          {t('memories.count', { count: rowSum(rows) })}
          {projects !== null && <span className="quiet"> · {t('setup.memory.projects', { count: projects })}</span>}
        </dd>
      </div>
      {bytes !== null && (
        <div>
          <dt className="quiet">{t('setup.memory.size')}</dt>
          <dd>{bytesIn(i18n.language, bytes)}</dd>
        </div>
      )}
      {toolVersion !== null && (
        <div>
          <dt className="quiet">claude-mem</dt>
          <dd>{toolVersion}</dd>
        </div>
      )}
    </dl>
  );
}

function None({ path }: { readonly path: string }) {
  const { t } = useTranslation();
  return (
    <>
      <dl className="facts">
        <div>
          <dt className="quiet">{t('setup.memory.looked')}</dt>
          <dd className="path">{path}</dd>
        </div>
      </dl>
      <div className="settings-block">
        <p>{t('setup.memory.demo')}</p>
        <SetupCommand command="membridge start --demo" />
      </div>
    </>
  );
}
