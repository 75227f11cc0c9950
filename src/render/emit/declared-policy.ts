/**
 * Where a template declares a policy that a plan changes. Comes in: the template and the step. Goes out: its document and the place of it;
 * null: it is not in the template; or why that cannot be told. Never: the policy of another role, or one that several share.
 */
import { isAlias, isMap, isPair, isScalar, isSeq, type Pair, visit, type YAMLMap } from 'yaml';
import { err, ok, type Result } from '#basics/result.ts';
import type { Step } from '#plan/plan.ts';
import { policyNamesOf } from './policy-names.ts';
import { type Path, rolesIn, type Template } from './template.ts';

interface Declared {
  readonly name: string;
  /** The line. */
  readonly at: number;
  readonly document: unknown;
  readonly path: Path;
  /** Whether it is known to be of the role. */
  readonly isOwn: boolean;
}

/** Beside the name. */
interface Place {
  readonly name: string | null;
  readonly at: number;
  readonly of: YAMLMap;
  readonly path: Path;
  /** Aliases, functions that repeat or choose: what is written once is made several times, or perhaps. */
  readonly isShared: boolean;
  /** Null: it is not known of which role it is, or it is of several. */
  readonly isOwn: boolean | null;
}

/** `isThere`: the account has it, so that what names none or by an expression may be it. */
export function declaredIn(
  template: Template,
  step: Step,
  isThere: boolean,
): Result<Declared | null, string> {
  const [name] = policyNamesOf({ steps: [step] });
  if (name === undefined) return ok(null);
  const role = step.kind === 'put-role-policy' ? step.role : null;
  const places = placesIn(template, role).filter(({ isOwn }) => isOwn !== false);
  const mayBe = (at: number, why: string): Result<never, string> =>
    err(`line ${at} ${why}, so it is to be changed there`);
  const named = places.filter((one) => one.name === name);
  const [first, second] = named.some(({ isOwn }) => isOwn) ? named.filter(({ isOwn }) => isOwn) : named;
  if (first === undefined) {
    const open = isThere ? places.find((one) => one.name === null) : undefined;
    if (open !== undefined) return mayBe(open.at, `may have the policy \`${name}\``);
    const at = wordedAt(template, name, placesIn(template, role));
    return at === null ? ok(null) : mayBe(at, `names the policy \`${name}\`, and not as one of a role`);
  }
  if (second !== undefined || first.isShared)
    return mayBe(first.at, `has the policy \`${name}\` already, and for more than one`);
  const document = first.of.get('PolicyDocument', true);
  const path = [...first.path, 'PolicyDocument'];
  return ok({ name, at: first.at, document, path, isOwn: first.isOwn === true });
}
type Ancestors = readonly unknown[];

function placesIn({ document, resources, lineOf }: Template, role: string | null): readonly Place[] {
  const places: Place[] = [];
  const roleOf = role === null ? () => true : ownerOf(resources, role);
  visit(document, {
    Pair: (_, pair, ancestors) => {
      const of = ancestors.at(-1);
      const resource = ancestors[ancestors.indexOf(resources) + 1];
      if (!isNameOf(pair, role) || !isMap(of) || !isPair(resource) || !isMap(resource.value))
        return undefined;
      const { value } = pair;
      places.push({
        name: isScalar(value) && value.tag?.startsWith('!') !== true ? String(value.value) : null,
        at: lineOf((isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? 0),
        of,
        path: pathOf(ancestors),
        isShared: ancestors.some(isRepeated) || hasAnchor(of.get('PolicyDocument', true)) || isOfSeveral(of),
        isOwn: roleOf(resource.value, wordOf(resource.key)),
      });
      return undefined;
    },
  });
  return places;
}

const isNameOf = ({ key }: Pair, role: string | null): boolean =>
  wordOf(key) === (role === null ? 'ManagedPolicyName' : 'PolicyName');

const wordOf = (key: unknown): string => (isScalar(key) ? String(key.value) : '');

function pathOf(ancestors: Ancestors): Path {
  return ancestors.flatMap((one, at): Path => {
    const parent = ancestors[at - 1];
    if (isPair(one)) return [wordOf(one.key)];
    return isSeq(parent) ? [parent.items.indexOf(one)] : [];
  });
}

const isRepeated = (node: unknown): boolean =>
  isPair(node)
    ? wordOf(node.key).startsWith('Fn::')
    : (isMap(node) || isSeq(node)) && node.anchor !== undefined;

function hasAnchor(document: unknown): boolean {
  let found = isAlias(document);
  if (!isMap(document)) return found;
  visit(document, {
    Node: (_, node) => {
      found ||= isAlias(node) || node.anchor !== undefined;
      return found ? visit.BREAK : undefined;
    },
  });
  return found;
}

/** A policy may be embedded in several roles, and in users and groups. */
const isOfSeveral = (of: YAMLMap): boolean =>
  ['Users', 'Groups'].some((name) => of.has(name)) || rolesOf(of).length > 1;

function rolesOf(of: YAMLMap): readonly unknown[] {
  const [list, one] = [of.get('Roles', true), of.get('RoleName', true)];
  return [...(isSeq(list) ? list.items : []), ...(one === undefined ? [] : [one])];
}

/** Whether a resource's policies are of the role; null: it cannot be told. */
function ownerOf(resources: YAMLMap, role: string) {
  const own = rolesIn(resources)(role);
  const ofId = (id: string): boolean | null => {
    const made = resources.get(id);
    if (id === own) return true;
    if (!isMap(made) || made.get('Type') !== 'AWS::IAM::Role') return null;
    const given = made.getIn(['Properties', 'RoleName']);
    return typeof given === 'string' || own !== undefined ? false : null;
  };
  const ofNode = (node: unknown): boolean | null => {
    if (isMap(node)) return ofId(wordOf(node.get('Ref', true)));
    if (!isScalar(node)) return null;
    if (node.tag === '!Ref') return ofId(String(node.value));
    return node.tag?.startsWith('!') === true ? null : node.value === role;
  };
  return (resource: YAMLMap, id: string): boolean | null => {
    if (resource.get('Type') === 'AWS::IAM::Role') return ofId(id);
    const properties = resource.get('Properties');
    const owners = isMap(properties) ? rolesOf(properties).map(ofNode) : [];
    if (owners.includes(true)) return true;
    return owners.length > 0 && owners.every((one) => one === false) ? false : null;
  };
}

/** The line on which a text is the name, other than as the name of another role's policy. */
function wordedAt({ document, lineOf }: Template, name: string, known: readonly Place[]): number | null {
  const others = new Set(known.map(({ of }) => of.get('PolicyName', true)));
  let at: number | null = null;
  visit(document, {
    Scalar: (_, node) => {
      if (node.value !== name || others.has(node)) return undefined;
      at = lineOf(node.range?.[0] ?? 0);
      return visit.BREAK;
    },
  });
  return at;
}
