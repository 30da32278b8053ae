import { Eye, EyeOff } from 'lucide-react';
import { useState, type InputHTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import { faultOf } from '../faults.ts';
import type { Draft } from './setup-draft.ts';
import type { SetupFlow } from './setup-flow.ts';
import type { Trouble } from './setup-trouble.ts';

type TextName = {
  [Name in keyof Draft]: Draft[Name] extends string ? (string extends Draft[Name] ? Name : never) : never;
}[keyof Draft];

interface Parts extends Pick<InputHTMLAttributes<HTMLInputElement>, 'autoComplete' | 'placeholder' | 'maxLength'> {
  readonly flow: SetupFlow;
  readonly name: TextName;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly kind?: 'text' | 'path' | 'secret';
}

/** One thing to type, with what is wrong with it right below. */
export function SetupText({ flow, name, label, hint, kind = 'text', autoComplete = 'off', ...rest }: Parts) {
  const { t } = useTranslation();
  const [isShown, show] = useState(false);
  const id = fieldId(name);
  const isWrong = flow.trouble?.field === name;
  const Icon = isShown ? EyeOff : Eye;
  return (
    <div className="setup-field">
      <label htmlFor={id}>{label}</label>
      <span className={isWrong ? 'field wrong' : 'field'}>
        <input
          id={id}
          className={kind === 'path' ? 'mono' : undefined}
          type={kind === 'secret' && !isShown ? 'password' : 'text'}
          value={flow.draft[name]}
          autoComplete={autoComplete}
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={isWrong}
          aria-describedby={`${id}-about`}
          onChange={(event) => flow.change({ [name]: event.target.value })}
          {...rest}
        />
        {kind === 'secret' && (
          <button
            type="button"
            className="reveal"
            aria-pressed={isShown}
            aria-label={t('setup.show', { label })}
            onClick={() => show(!isShown)}
          >
            <Icon className="icon" size={16} aria-hidden />
          </button>
        )}
      </span>
      <div id={`${id}-about`}>
        <FieldTrouble flow={flow} name={name} />
        {hint !== undefined && <p className="quiet detail">{hint}</p>}
      </div>
    </div>
  );
}

/** Where the focus goes when something is wrong with it. */
export function fieldId(name: NonNullable<Trouble['field']> | TextName): string {
  return `setup-${name}`;
}

/** What is wrong with it and what to do, in the words of whoever found it. */
export function FieldTrouble({
  flow: { trouble },
  name,
}: {
  readonly flow: SetupFlow;
  readonly name: Trouble['field'] | TextName;
}) {
  const { t } = useTranslation();
  if (trouble === null || trouble.field !== name) return null;
  const fault = trouble.text === null ? faultOf(trouble.error, t) : { message: trouble.text, hint: '' };
  return (
    <p className="danger-text detail" role="alert">
      {fault.message}
      {fault.hint !== '' && ` ${fault.hint}`}
    </p>
  );
}
