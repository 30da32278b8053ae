import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnswer } from '../answers.ts';
import { runCommand } from '../commands.ts';
import { doctorDocument, type Check } from '../documents.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Failure } from '../parts/failure.tsx';
import { Pending } from '../parts/pending.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { ViewHead } from '../parts/view-head.tsx';

/** Whatever a check finds, its document is the answer: it ends with the code of the first fault. */
const everyExit = Array.from({ length: 9 }, (_, code) => code);

/** Looks at everything and says what to do about each thing that is not well. */
export function Doctor() {
  const { t } = useTranslation();
  const [wish, ask] = useState({ run: 0, isFix: false });
  const { answer, again } = useAnswer(
    `doctor ${wish.run}`,
    (client, signal) =>
      runCommand(client, wish.isFix ? ['doctor', '--fix'] : ['doctor'], doctorDocument, {
        signal,
        alsoFine: everyExit,
      }),
    true,
  );
  const checks = answer.kind === 'ready' ? answer.value.checks : [];
  const fixed = answer.kind === 'ready' ? answer.value.fixed : [];
  const bad = checks.filter(({ verdict }) => verdict !== 'ok');
  return (
    <>
      <ViewHead title={t('views.doctor')} about={t('doctor.about')}>
        <button
          type="button"
          className="button"
          disabled={answer.kind === 'asking'}
          onClick={() => ask(({ run }) => ({ run: run + 1, isFix: false }))}
        >
          {t('doctor.again')}
        </button>
        {bad.length > 0 && (
          <button
            type="button"
            className="button primary"
            onClick={() => ask(({ run }) => ({ run: run + 1, isFix: true }))}
          >
            {t('doctor.fix')}
          </button>
        )}
        {checks.length > 0 && <CopyButton text={JSON.stringify(checks, null, 2)} />}
      </ViewHead>
      {answer.kind === 'asking' && <Pending rows={8} />}
      {answer.kind === 'failed' && <Failure error={answer.error} again={again} />}
      {answer.kind === 'ready' && (
        <>
          <p role="status">
            {bad.length === 0 ? t('doctor.well') : t('doctor.found', { count: bad.length })}
            {fixed.length > 0 && ` ${t('doctor.fixed', { count: fixed.length })}`}
          </p>
          <ul className="rows checks">
            {[...bad, ...checks.filter((each) => !bad.includes(each))].map((check) => (
              <CheckRow key={check.name} check={check} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

const marks = { ok: CircleCheck, warn: TriangleAlert, fail: CircleAlert } as const;
const weights = { ok: 'good', warn: 'attention', fail: 'problem' } as const;

function CheckRow({ check: { name, verdict, message, next } }: { readonly check: Check }) {
  const { t, i18n } = useTranslation();
  const Icon = marks[verdict];
  const known = `doctor.names.${name}`;
  return (
    <li>
      <Icon className={`icon weight-${weights[verdict]}`} size={18} aria-label={t(`doctor.verdicts.${verdict}`)} />
      <span className="check-name">{i18n.exists(known) ? t(known) : name}</span>
      <span className="label">
        <Sentence text={message} />
        {next !== null && (
          <span className="next detail">
            <Sentence text={next} />
          </span>
        )}
      </span>
    </li>
  );
}
