import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetupFacts } from '../../core/host/api/contract-setup.ts';
import { useAnswer } from '../answers.ts';
import { Failure } from '../parts/failure.tsx';
import { Pending } from '../parts/pending.tsx';
import { SetupDone } from '../parts/setup-done.tsx';
import { placeOf } from '../parts/setup-draft.ts';
import { fieldId } from '../parts/setup-field.tsx';
import { useSetupFlow, type SetupFlow } from '../parts/setup-flow.ts';
import { SetupMemory } from '../parts/setup-memory.tsx';
import { SetupNext } from '../parts/setup-next.tsx';
import { SetupPlace } from '../parts/setup-place.tsx';
import { SetupPlan } from '../parts/setup-plan.tsx';
import { SetupProgress } from '../parts/setup-progress.tsx';
import { SetupSeal } from '../parts/setup-seal.tsx';
import { SetupSteps } from '../parts/setup-steps-line.tsx';
import { useSetupWords } from '../parts/setup-words.ts';
import { ViewHead } from '../parts/view-head.tsx';
import type { Language } from '../text.ts';

/** The first run: from a memory that was found to one that is kept. Also the way to another place later. */
export function Setup({ path }: { readonly path: string }) {
  const { i18n } = useTranslation();
  const { answer, again } = useAnswer('setup', (client, signal) =>
    client.setupFacts(i18n.language as Language, signal),
  );
  if (answer.kind === 'asking') return <Pending rows={5} />;
  if (answer.kind === 'failed') return <Failure error={answer.error} again={again} />;
  const { connection } = answer.value;
  if (path === '/setup/next' && connection !== null && !connection.isLocalHistory)
    return <Next connection={connection} />;
  return <Way facts={answer.value} path={path} again={again} />;
}

/** For whoever is connected already: how the next machine is. */
function Next({ connection }: { readonly connection: NonNullable<SetupFacts['connection']> }) {
  const { t } = useTranslation();
  const { place, project, encryption } = connection;
  return (
    <>
      <ViewHead title={t('setup.done.next')} about={t('setup.done.about')} />
      <SetupNext joined={{ place, project: project.name, encryption }} />
    </>
  );
}

interface Parts {
  readonly facts: SetupFacts;
  readonly path: string;
  readonly again: () => void;
}

function Way({ facts, path, again }: Parts) {
  const flow = useSetupFlow(facts, path);
  const words = useSetupWords(flow, facts);
  const heading = useRef<HTMLHeadingElement>(null);
  const { step, trouble, draft, test, plan } = flow;
  useEffect(() => heading.current?.focus(), [step]);
  useEffect(() => {
    if (trouble !== null && trouble.field !== null) document.getElementById(fieldId(trouble.field))?.focus();
  }, [trouble]);
  const place = placeOf(draft, facts.stores);
  const head = (
    <header>
      <SetupSteps step={step} />
      <h1 ref={heading} tabIndex={-1} onKeyDown={goOn}>
        {words.title}
      </h1>
      {words.about !== null && <p className="quiet">{words.about}</p>}
    </header>
  );
  if (step === 'done' && place !== null && plan !== null)
    return (
      <div className="setup">
        {head}
        <SetupDone place={place} done={plan} />
      </div>
    );
  return (
    <Step flow={flow} go={words.go} going={words.going}>
      {head}
      {step === 'memory' && <SetupMemory facts={facts} again={again} />}
      {step === 'place' && <SetupPlace flow={flow} facts={facts} />}
      {step === 'seal' && test !== null && <SetupSeal flow={flow} test={test} />}
      {step === 'plan' && plan !== null && <SetupPlan plan={plan} leaves={flow.leaves} />}
      {trouble !== null && trouble.field === null && <Failure error={trouble.error} />}
    </Step>
  );
}

/** One step: what is asked, and the ways on and back. Enter goes on wherever one is in it. */
function Step({
  flow,
  go,
  going,
  children,
}: {
  readonly flow: SetupFlow;
  readonly go: string;
  readonly going: string | null;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const { step, asking } = flow;
  return (
    <form
      className="setup"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        flow.next();
      }}
    >
      {children}
      {asking !== null && asking !== 'test' && <SetupProgress />}
      <div className="setup-foot">
        {/* Never disabled: the focus would be lost with it. */}
        <button
          type="submit"
          className="button primary"
          aria-disabled={asking !== null}
          // The second press of a double one would be meant for the next step, which nobody has read.
          onClick={(event) => event.detail > 1 && event.preventDefault()}
        >
          {go}
        </button>
        {step !== 'memory' && (
          <button type="button" className="button text" aria-disabled={asking === 'connect'} onClick={flow.back}>
            {t('setup.back')}
          </button>
        )}
        <span className="quiet" role="status">
          {going}
        </span>
      </div>
    </form>
  );
}

/** The heading has the focus when a step begins: Enter there means going on, as in a field. */
function goOn(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === 'Enter') event.currentTarget.closest('form')?.requestSubmit();
}
