/** Yes, no, or it hangs on context keys whose value the case does not tell. */

export type Truth = 'yes' | 'no' | { readonly maybe: readonly string[] };

export function truth(value: boolean): Truth {
  return value ? 'yes' : 'no';
}

/** Yes when all are yes; one no settles it, whatever is unknown. */
export function all(truths: readonly Truth[]): Truth {
  if (truths.includes('no')) return 'no';
  return whatIsUnknown(truths) ?? 'yes';
}

/** Yes when one is yes, whatever is unknown. */
export function any(truths: readonly Truth[]): Truth {
  if (truths.includes('yes')) return 'yes';
  return whatIsUnknown(truths) ?? 'no';
}

export function not(value: Truth): Truth {
  if (value === 'yes') return 'no';
  if (value === 'no') return 'yes';
  return value;
}

function whatIsUnknown(truths: readonly Truth[]): Truth | null {
  const keys: string[] = [];
  for (const one of truths) if (typeof one !== 'string') keys.push(...one.maybe);
  return keys.length > 0 ? { maybe: keys } : null;
}
