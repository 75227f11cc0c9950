/**
 * A template of CloudFormation as it was read. Comes in: its text. Goes out: its nodes and the roles that it makes; whether two say the
 * same. Never: an anchor followed, or a function worked out.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { readYaml, wrongInYaml } from '#evidence/yaml-document.ts';
import { stableJson } from '#basics/stable-json.ts';
import { err, ok, type Result } from '#basics/result.ts';

export interface Template {
  readonly document: Document;
  readonly resources: YAMLMap;
  readonly lineOf: (at: number) => number;
}

export function readTemplate(text: string): Result<Template, string> {
  const read = readYaml(text, '1.1');
  if (!read.ok) return err(`it is no template: it is ${read.error}`);
  const { document, lines } = read.value;
  const wrong = wrongInYaml(read.value);
  if (wrong !== null) return err(`it is no template: ${wrong}`);
  const resources = document.get('Resources', true);
  return isMap(resources)
    ? ok({ document, resources, lineOf: (at) => lines.linePos(at).line })
    : err('it is no template: it has no `Resources`');
}

/**
 * Roles of the template by the names it gives them, or as CloudFormation makes names: the stack, the logical ID, and random signs.
 * Source: CloudFormation user guide, name type.
 */
export function rolesIn(resources: YAMLMap): (name: string) => string | undefined {
  const roles = resources.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !isMap(value) || value.get('Type') !== 'AWS::IAM::Role') return [];
    return [{ id: String(key.value), given: value.getIn(['Properties', 'RoleName']) }];
  });
  return (name) =>
    roles.find(({ id, given }) =>
      given === undefined ? name.replace(/-[A-Za-z0-9]{12,13}$/, '').endsWith(`-${id}`) : given === name,
    )?.id;
}

export type Path = readonly (string | number)[];

/** Whether two documents say the same but for what stands at the paths. */
export function isSameBut(
  paths: readonly Path[],
  before: Template['document'],
  after: Template['document'],
): boolean {
  const [left, right] = [before, after].map((document) =>
    stableJson(saidBy(document.contents, new Set(paths.map((path) => document.getIn(path, true))))),
  );
  return left === right;
}

/** With the tags that make functions of texts, and aliases by their names. */
function saidBy(node: unknown, leftOut: ReadonlySet<unknown>): unknown {
  if (isAlias(node)) return { alias: node.source };
  if (isScalar(node)) return [node.tag ?? null, node.anchor ?? null, String(node.value)];
  if (!isMap(node) && !isSeq(node)) return null;
  const items: readonly unknown[] = isSeq(node)
    ? node.items.map((item) => (leftOut.has(item) ? null : saidBy(item, leftOut)))
    : node.items.flatMap(({ key, value }) =>
        leftOut.has(value) ? [] : [[saidBy(key, leftOut), saidBy(value, leftOut)]],
      );
  return { tag: node.tag ?? null, anchor: node.anchor ?? null, items };
}
