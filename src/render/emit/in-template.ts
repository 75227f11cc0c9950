/**
 * A plan's resources in a template that is there. Comes in: the plan, and the template as its author wrote it. Goes out: the same text
 * with the resources added, all else of it kept to the letter; or why not. Never: a second declaration of a policy that it has.
 */
import { applyEdits, modify, type ParseError, parseTree } from 'jsonc-parser';
import { isScalar, type YAMLMap } from 'yaml';
import { err, ok, type Result } from '#basics/result.ts';
import type { Plan, Step } from '#plan/plan.ts';
import { declarationOf, resourceText } from './cloudformation.ts';
import { declaredIn } from './declared-policy.ts';
import { type Beside, type Edit, edited, extensionOf, indicatedBy, newlineOf } from './extended-policy.ts';
import { editsOf, isChanged } from './in-policy.ts';
import type { StackResource } from './stack.ts';
import { stackOf } from './stack-resources.ts';
import { isSameBut, readTemplate, rolesIn, type Template } from './template.ts';

export function inTemplate(text: string, plan: Plan): Result<Beside, string> {
  const read = readTemplate(text);
  if (!read.ok) return read;
  const edits: Edit[] = [];
  const indicated: string[] = [];
  const left: Step[] = [];
  for (const step of plan.steps) {
    const found = inPlace(text, read.value, step);
    if (!found.ok) return found;
    if (found.value === null) left.push(step);
    else {
      edits.push(...found.value.edits);
      indicated.push(...found.value.indicated);
    }
  }
  const now = withResources(edited(text, edits), { ...plan, steps: left }, edits.length > 0);
  return now.ok ? ok({ text: now.value, indicated }) : now;
}

interface InTemplate extends Pick<Beside, 'indicated'> {
  readonly edits: readonly Edit[];
}

/** Null: the template does not have the policy. */
function inPlace(text: string, template: Template, step: Step): Result<InTemplate | null, string> {
  const extension = extensionOf(step);
  const found = declaredIn(template, step, extension !== null);
  if (!found.ok) return found;
  if (found.value === null) return ok(null);
  const { name, at, document, path, isOwn } = found.value;
  const refused = (why: string): Result<never, string> =>
    err(`line ${at} has the policy \`${name}\` already: ${why}it is to be changed there`);
  if (extension === null) return refused('');
  const edits = editsOf(text, document, extension);
  if (edits === null) return refused('what stands there is not what the account has, so ');
  const then = readTemplate(edited(text, edits));
  const isMeant =
    then.ok &&
    isChanged(then.value.document.getIn(path, true), extension) &&
    isSameBut([path], template.document, then.value.document);
  if (isMeant) {
    const role = step.kind === 'put-role-policy' ? step.role : null;
    const words = 'what is not looked up';
    return ok({ edits, indicated: isOwn || role === null ? [] : [indicatedBy(at, { name, role, words })] });
  }
  return refused('it is written in a way that nothing can be set into, and ');
}

/** `isEnough`: there need be nothing to add. */
function withResources(text: string, plan: Plan, isEnough: boolean): Result<string, string> {
  const read = readTemplate(text);
  if (!read.ok) return read;
  const { resources: present } = read.value;
  const { resources } = stackOf(plan, { taken: idsOf(present), roleId: rolesIn(present) });
  if (resources.length === 0 && isEnough) return ok(text);
  if (resources.length === 0) return err('a stack can declare nothing of what the plan changes');
  if (!isJson(text) && present.flow === true)
    return err('its `Resources` stand in braces within YAML, where nothing is added');
  const added = isJson(text) ? inJson(text, resources) : inYaml(text, present, resources);
  const then = readTemplate(added);
  const paths = resources.map(({ id }) => ['Resources', id]);
  const isMeant =
    then.ok &&
    paths.every((path) => then.value.document.hasIn(path)) &&
    isSameBut(paths, read.value.document, then.value.document);
  return isMeant ? ok(added) : err('its `Resources` are written in a way that nothing can be added to');
}

const idsOf = (resources: YAMLMap): readonly string[] =>
  resources.items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []));

/** Braces may as well be YAML's own, which an edit of JSON would tear apart. */
function isJson(text: string): boolean {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true });
  return errors.length === 0;
}

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
