/**
 * A plan's resources in a template that is there. Comes in: the plan, and the template as its author wrote it. Goes out: the same text
 * with the resources added, all else of it kept to the letter; or why not. Never: a second declaration of a policy that it has.
 */
import { applyEdits, modify, type ParseError, parseTree } from 'jsonc-parser';
import { isMap, isScalar, LineCounter, parseDocument, visit, type YAMLMap } from 'yaml';
import { err, ok, type Result } from '#basics/result.ts';
import type { Plan } from '#plan/plan.ts';
import { declarationOf, resourceText } from './cloudformation.ts';
import { policyNamesOf } from './policy-names.ts';
import type { StackResource } from './stack.ts';
import { stackOf } from './stack-resources.ts';

export function inTemplate(text: string, plan: Plan): Result<string, string> {
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.1', logLevel: 'silent', lineCounter: lines });
  const [wrong] = document.errors;
  if (wrong !== undefined) return err(`it is no template: ${wrong.message.split('\n')[0] ?? ''}`);
  const present = document.get('Resources', true);
  if (!isMap(present)) return err('it is no template: it has no `Resources`');
  const named = nameIn(document, policyNamesOf(plan));
  if (named !== null)
    return err(
      `line ${lines.linePos(named.at).line} has the policy \`${named.name}\` already: it is to be changed there`,
    );
  const { resources } = stackOf(plan, { taken: idsOf(present), roleId: rolesIn(present) });
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
}

/** Where the template names one of the policies. */
function nameIn(document: ReturnType<typeof parseDocument>, names: readonly string[]): Named | null {
  let found: Named | null = null;
  visit(document, {
    Pair: (_, { key, value }) => {
      const isName = isScalar(key) && /^(?:Managed)?PolicyName$/.test(String(key.value));
      if (!isName || !isScalar(value) || !names.includes(String(value.value))) return undefined;
      found = { name: String(value.value), at: value.range?.[0] ?? 0 };
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
