/** What a house asks of what is written to its account: names by a pattern, no inline policies, tags. */
import type { Tag } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { PlanOptions, Step } from './plan.ts';

/** Name of the policy that is written where no other is chosen. */
export const DEFAULT_POLICY_NAME = 'CodeBuild-ECR-Permissions';

/** What a pattern of names can stand for. */
interface Place {
  readonly account: string;
  readonly region: string;
  readonly project: string;
}

/** The text by its pattern: `{project}`, `{account}` and `{region}` are filled in. */
export function policyNameIn(pattern: string, { account, region, project }: Place): string {
  return pattern
    .replaceAll('{project}', project)
    .replaceAll('{account}', account)
    .replaceAll('{region}', region);
}

/** The options with the name and the tags that their patterns give in this place. */
export function inPlace(options: PlanOptions, place: Place): PlanOptions {
  const tags = options.tags?.map(({ key, value }) => ({ key, value: policyNameIn(value, place) }));
  const policyName = policyNameIn(options.policyName, place);
  return { ...options, policyName, ...(tags === undefined ? {} : { tags }) };
}

const CHANGE = '{change}';

/** The step with the change that takes it in the tags of what it makes; code that is emitted has the plan's ID there. */
export function taggedBy(step: Step, id: string): Step {
  if (!('tags' in step) || step.tags === undefined) return step;
  return {
    ...step,
    tags: step.tags.map(({ key, value }) => ({ key, value: value.replaceAll(CHANGE, id) })),
  };
}

/** The step as it was before `taggedBy`. */
export function untaggedBy(step: Step, id: string): Step {
  if (!('tags' in step) || step.tags === undefined) return step;
  return {
    ...step,
    tags: step.tags.map(({ key, value }) => ({ key, value: value.replaceAll(id, CHANGE) })),
  };
}

/** Why no inline policy is written, in words; null: one may be. */
export function whyNoInline({ noInline = false, inlineRule = null }: PlanOptions): string | null {
  if (noInline) return 'inline policies are not wanted (`--no-inline`)';
  return inlineRule === null ? null : `the rule \`${inlineRule}\` of AWS Config allows no inline policies`;
}

/** Where a step keeps what is to be tagged; none: there is no such member, so that plans without tags stay as they were. */
export const taggedWith = ({ tags = [] }: Pick<PlanOptions, 'tags'>): { readonly tags?: readonly Tag[] } =>
  tags.length === 0 ? {} : { tags };

/** A pattern or a path that IAM would refuse, told before anything is read. Source: IAM API reference, CreatePolicy (Path). */
export const isPolicyPath = (text: string): boolean =>
  text.length <= 512 && /^\/(?:[!-.0-~]+\/)*$/.test(text);

/** `KEY=VALUE`; else what is wrong with it. Source: IAM and ECR API references, Tag; keys that begin with `aws:` are AWS's own. */
export function readTag(text: string): Result<Tag, string> {
  const equals = text.indexOf('=');
  const [key, value] = equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
  if (equals < 0) return err('expected `KEY=VALUE`');
  if (!TAG.test(key) || [...key].length > 128 || key === '')
    return err('a key is 1 to 128 letters, digits, spaces or `_.:/=+-@`');
  const filled = policyNameIn(value, { account: '', region: '', project: '' }).replaceAll(CHANGE, '');
  if (!TAG.test(filled) || [...value].length > 256)
    return err(
      'a value is at most 256 letters, digits, spaces or `_.:/=+-@`, and `{project}`, `{account}`, `{region}`, `{change}`',
    );
  return /^aws:/i.test(key) ? err('keys that begin with `aws:` are for AWS alone') : ok({ key, value });
}

const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Whether a text can be the value of a tag. */
export const isTagText = (value: string): boolean => TAG.test(value) && [...value].length <= 256;

/** Source: IAM and ECR quotas, tags of a resource. */
export const MOST_TAGS = 50;
