/** A pure reader of values that never change, asked several times about the same one, reads it once. */
export function remember<In extends object, Out>(read: (value: In) => Out): (value: In) => Out {
  const answers = new WeakMap<In, { readonly answer: Out }>();
  return (value) => {
    const known = answers.get(value);
    if (known !== undefined) return known.answer;
    const answer = read(value);
    answers.set(value, { answer });
    return answer;
  };
}
