/** Fields of several words as one list, which `set -- "$@" "$@"` would double without end. */
import { type ShellText, unknown } from './text.ts';

/** Far above what a build writes out. */
export const MAX_FIELDS = 10_000;

/** The fields of all items in order; where they are too many, one that is not known. */
export function gathered<T>(
  items: Iterable<T>,
  fieldsOf: (item: T) => readonly ShellText[],
): readonly ShellText[] {
  const fields: ShellText[] = [];
  for (const item of items) {
    const more = fieldsOf(item);
    if (fields.length + more.length > MAX_FIELDS) return [unknown(`more than ${MAX_FIELDS} words`)];
    fields.push(...more);
  }
  return fields;
}
