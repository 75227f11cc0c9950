/** A choice of one. */

interface SelectProps<Key extends string> {
  readonly label: string;
  readonly value: Key;
  readonly of: Readonly<Record<Key, { readonly title: string }>>;
  readonly onValue: (value: Key) => void;
}

/** By its keys, each with what stands for it. */
export function Select<Key extends string>({ label, value, of, onValue }: SelectProps<Key>) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => onValue(currentTarget.value as Key)}>
        {(Object.keys(of) as Key[]).map((key) => (
          <option value={key}>{of[key].title}</option>
        ))}
      </select>
    </label>
  );
}
