/** A filter with a value for everything; one that is not in the list stands in it as it is. */
export function Choice({
  label,
  every,
  value,
  options,
  choose,
}: {
  readonly label: string;
  readonly every: string;
  readonly value: string;
  readonly options: readonly (readonly [id: string, name: string])[];
  readonly choose: (value: string) => void;
}) {
  const isKnown = value === '' || options.some(([id]) => id === value);
  return (
    <select aria-label={label} value={value} onChange={(event) => choose(event.target.value)}>
      <option value="">{every}</option>
      {(isKnown ? options : [...options, [value, value] as const]).map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
