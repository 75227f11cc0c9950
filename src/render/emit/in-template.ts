/**
 * A plan's resources in a template that is there. Comes in: the plan, and the template as its author wrote it. Goes out: the same text
 * with the resources added, all else of it kept to the letter; or why not. Never: a second declaration of a policy that it has.
 */
import { applyEdits, modify, type ParseError, parseTree } from 'jsonc-parser';
import { isMap, isScalar, LineCounter, parseDocument, visit, type YAMLMap } from 'yaml';
import { err, ok, type Result } from '#basics/result.ts';
import type { Plan, Step } from '#plan/plan.ts';
import { declarationOf, resourceText } from './cloudformation.ts';
import { type Edit, edited, extensionOf } from './extended-policy.ts';
import { editsOf } from './in-policy.ts';
import { policyNamesOf } from './policy-names.ts';
import type { StackResource } from './stack.ts';
import { stackOf } from './stack-resources.ts';

export function inTemplate(text: string, plan: Plan): Result<string, string> {
  const read = readTemplate(text);
  if (!read.ok) return read;
  const edits: Edit[] = [];
  const left: Step[] = [];
  for (const step of plan.steps) {
    const found = inPlace(text, read.value, step);
    if (!found.ok) return found;
    if (found.value === null) left.push(step);
    else edits.push(...found.value);
  }
  return withResources(edited(text, edits), { ...plan, steps: left }, edits.length > 0);
}

interface Template {
  readonly document: ReturnType<typeof parseDocument>;
  readonly resources: YAMLMap;
  readonly lineOf: (at: number) => number;
}

function readTemplate(text: string): Result<Template, string> {
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.1', logLevel: 'silent', lineCounter: lines });
  const [wrong] = document.errors;
  if (wrong !== undefined) return err(`it is no template: ${wrong.message.split('\n')[0] ?? ''}`);
  const resources = document.get('Resources', true);
  return isMap(resources)
    ? ok({ document, resources, lineOf: (at) => lines.linePos(at).line })
    : err('it is no template: it has no `Resources`');
}

/** Null: the template does not have the policy. */
function inPlace(
  text: string,
  { document, lineOf }: Template,
  step: Step,
): Result<readonly Edit[] | null, string> {
  const named = nameIn(document, policyNamesOf({ steps: [step] }));
  if (named === null) return ok(null);
  const extension = extensionOf(step);
  const edits = extension === null ? null : editsOf(text, named.document, extension);
  const why = extension === null ? '' : 'what stands there is not what the account has, so ';
  return edits === null
    ? err(
        `line ${lineOf(named.at)} has the policy \`${named.name}\` already: ${why}it is to be changed there`,
      )
    : ok(edits);
}

/** `isEnough`: there need be nothing to add. */
function withResources(text: string, plan: Plan, isEnough: boolean): Result<string, string> {
  const read = readTemplate(text);
  if (!read.ok) return read;
  const { resources: present } = read.value;
  const { resources } = stackOf(plan, { taken: idsOf(present), roleId: rolesIn(present) });
  if (resources.length === 0 && isEnough) return ok(text);
  if (resources.length === 0) return err('a stack can declare nothing of what the plan changes');
  if (isJson(text)) return ok(inJson(text, resources));
  if (present.flow === true)
    return err('its `Resources` stand in braces within YAML, where nothing is added');
  return ok(inYaml(text, present, resources));
}

const idsOf = (resources: YAMLMap): readonly string[] =>
  resources.items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []));

interface Named {
  readonly name: string;
  readonly at: number;
  /** The document beside the name. */
  readonly document: unknown;
}

/** Where the template names one of the policies. */
function nameIn(document: ReturnType<typeof parseDocument>, names: readonly string[]): Named | null {
  let found: Named | null = null;
  visit(document, {
    Pair: (_, { key, value }, path) => {
      const isName = isScalar(key) && /^(?:Managed)?PolicyName$/.test(String(key.value));
      if (!isName || !isScalar(value) || !names.includes(String(value.value))) return undefined;
      const of = path.at(-1);
      const beside = isMap(of) ? of.get('PolicyDocument', true) : null;
      found = { name: String(value.value), at: value.range?.[0] ?? 0, document: beside };
      return visit.BREAK;
    },
  });
  return found;
}

/**
 * Roles of the template by the names it gives them, or as CloudFormation makes names: the stack, the logical ID, and random signs.
 * Source: CloudFormation user guide, name type.
 */
function rolesIn(resources: YAMLMap): (name: string) => string | undefined {
  const roles = resources.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !isMap(value) || value.get('Type') !== 'AWS::IAM::Role') return [];
    return [{ id: String(key.value), given: value.getIn(['Properties', 'RoleName']) }];
  });
  return (name) =>
    roles.find(({ id, given }) =>
      given === undefined ? name.replace(/-[A-Za-z0-9]{12,13}$/, '').endsWith(`-${id}`) : given === name,
    )?.id;
}

/** Braces may as well be YAML's own, which an edit of JSON would tear apart. */
function isJson(text: string): boolean {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true });
  return errors.length === 0;
}

const newlineOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

function inJson(text: string, resources: readonly StackResource[]): string {
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: newlineOf(text),
  };
  return resources.reduce(
    (before, resource) =>
      applyEdits(
        before,
        modify(before, ['Resources', resource.id], declarationOf(resource), { formattingOptions }),
      ),
    text,
  );
}

/** After the line on which the last resource ends. */
function inYaml(text: string, present: YAMLMap, resources: readonly StackResource[]): string {
  const [start = 0, end = text.length] = present.range ?? [];
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const isLineEnd = text[end - 1] === '\n';
  const next = text.indexOf('\n', end);
  const at = isLineEnd ? end : next < 0 ? text.length : next + 1;
  const before = text.slice(0, at);
  const eol = newlineOf(text);
  const added = resources
    .flatMap((resource) => resourceText(resource).split('\n'))
    .map((line) => `${' '.repeat(column)}${line.replace(/^ {2}/, '')}${eol}`)
    .join('');
  return `${before}${before === '' || before.endsWith('\n') ? '' : eol}${added}${text.slice(at)}`;
}
