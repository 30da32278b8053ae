/** A few ways, each with what it means; one of them is taken. */
export function SetupChoice<Value extends string>({
  name,
  label,
  value,
  options,
  choose,
}: {
  readonly name: string;
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly name: string; readonly about: string }[];
  readonly choose: (value: Value) => void;
}) {
  return (
    <fieldset className="setup-choice">
      <legend className="unseen">{label}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            onChange={() => choose(option.value)}
          />
          <span>
            {option.name}
            <span className="quiet detail">{option.about}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
