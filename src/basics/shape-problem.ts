/** What a schema found wrong with a value, in our words: where, what stands there, what was expected. */
import type { z } from 'zod';

export interface ShapeProblem {
  /** `accounts[0].id`; empty for the value itself. */
  readonly at: string;
  readonly message: string;
  readonly kind: 'unknown-field' | 'refused' | 'type';
}

/** The first of them. */
export const shapeProblem = (error: z.ZodError): ShapeProblem => problemOf(nearest(error.issues));

export const shapeProblems = (error: z.ZodError): readonly ShapeProblem[] =>
  error.issues.map((issue) => problemOf(nearest([issue])));

/** With its place before it. */
export const placedMessage = ({ at, message }: ShapeProblem): string =>
  at === '' ? message : `\`${at}\`: ${message}`;

function problemOf(issue: z.core.$ZodIssue): ShapeProblem {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const at = [...issue.path, ...unknown]
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  const kind =
    issue.code === 'unrecognized_keys' ? 'unknown-field' : issue.code === 'custom' ? 'refused' : 'type';
  return { at, message: messageOf(issue), kind };
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What a schema gives for a message where nobody has put one. */
const UNWORDED = /^(?:Invalid|Too|Unrecognized)\b/;

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `unknown field \`${issue.keys[0] ?? ''}\``;
  if (issue.code === 'invalid_type') return typeMessage(issue);
  if (!UNWORDED.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_value':
      return `expected ${issue.values.map((value) => `\`${String(value)}\``).join(' or ')}`;
    case 'too_small':
      return `expected at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `expected at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return `expected text of the form \`${issue.pattern ?? issue.format}\``;
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
      return 'this is none of the forms that may stand here';
  }
}

const unitOf = (origin: string): string =>
  origin === 'string' ? ' characters' : origin === 'array' ? ' items' : '';

function typeMessage(issue: z.core.$ZodIssueInvalidType): string {
  const expected = NAMES[issue.expected] ?? `a ${issue.expected}`;
  return isMissing(issue)
    ? `missing: expected ${expected}`
    : `expected ${expected}, found ${found(issue.message)}`;
}

const isMissing = ({ message }: z.core.$ZodIssue): boolean => message.endsWith('received undefined');

function found(message: string): string {
  const name = message.slice(message.lastIndexOf(' ') + 1);
  return NAMES[name] ?? (name === 'null' ? name : `a ${name}`);
}

/** Of what the branches of a union found wrong that which says best what was meant; else what the union wants. */
function nearest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const [first] = issues;
  if (first === undefined) throw new Error('Internal error: a failed check without an issue');
  if (first.code !== 'invalid_union') return first;
  const [best] = first.errors
    .flatMap((branch) => branch.map((issue) => nearest([issue])))
    .sort((left, right) => closeness(right) - closeness(left));
  return best === undefined || closeness(best) <= 0
    ? first
    : { ...best, path: [...first.path, ...best.path] };
}

/** A value of the right type that is wrong inside is nearer than one of another type or one that lacks a field. */
function closeness(issue: z.core.$ZodIssue): number {
  if (isMissing(issue)) return (issue.path.length - 1) * 2;
  const inside = issue.code === 'custom' || issue.code === 'unrecognized_keys' ? 1 : 0;
  return issue.path.length * 2 + inside;
}
