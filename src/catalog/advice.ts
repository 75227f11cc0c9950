/**
 * What AWS accepts in a policy and what yet does not do what it seems to. Comes in: a document's text, the policy read
 * from it, and where it is meant to work. Goes out: advice, each with its place in the text. Never: refuses anything;
 * what AWS refuses is told by `readPolicy`.
 */
import { findNodeAtLocation, type JSONPath, type Node, parseTree } from 'jsonc-parser';
import type { Span } from '#basics/text-span.ts';
import { parseArn } from '#iam/arn.ts';
import type { Policy, Statement } from '#iam/policy.ts';
import type { AdviceCode, Found } from './advice-codes.ts';
import { adviceOnPrincipals, malformedArn } from './advice-on-arns.ts';
import { adviceOnConditions, malformedVariables } from './advice-on-conditions.ts';
import { adviceOnSettledTests } from './advice-on-values.ts';
import { findAction, isService, isWildcardOnly, nearestActions } from './actions.ts';
import { partitionOf } from './partitions.ts';

export interface Advice {
  readonly code: AdviceCode;
  readonly message: string;
  /** `Statement[0].Action[1]` */
  readonly at: string;
  /** Null where the place could not be found in the text. */
  readonly span: Span | null;
}

/** Where the policy is meant to work; null: not said, and then no ARN is foreign. */
export interface Home {
  readonly account: string;
  readonly region: string;
}

export function adviseOn(text: string, policy: Policy, home: Home | null): readonly Advice[] {
  const root = parseTree(text) ?? null;
  return policy.statements.flatMap((statement, index) =>
    [
      ...adviceOnActions(statement),
      ...adviceOnPrincipals(statement),
      ...adviceOnResources(statement, home),
      ...adviceOnConditions(statement, policy),
      ...adviceOnSettledTests(statement),
      ...adviceOnVariables(statement, policy),
    ].map(({ path, ...found }) => ({ ...found, ...placeOf(root, index, path) })),
  );
}

function adviceOnActions({ effect, action, resource }: Statement): readonly Found[] {
  const element = action.kind === 'action' ? 'Action' : 'NotAction';
  const allButs: readonly Found[] =
    effect === 'allow' && action.kind === 'not-action'
      ? [
          {
            code: 'allows-all-but',
            message:
              '`NotAction` in an Allow grants every other action of every service, those of later years included',
            path: [element],
          },
        ]
      : [];
  const values = action.patterns.flatMap((pattern, index): readonly Found[] => {
    const path = [element, index];
    return [
      ...unknownAction(pattern, path),
      ...(action.kind === 'action' ? starOnly(pattern, { effect, resource }, path) : []),
    ];
  });
  return [...allButs, ...values];
}

/** Patterns with wildcards may mean actions of later years; a plain name that is not in the list is a slip of the pen. */
function unknownAction(pattern: string, path: JSONPath): readonly Found[] {
  if (/[*?]/.test(pattern) || findAction(pattern) !== null) return [];
  const prefix = pattern.split(':', 1)[0] ?? '';
  const near = nearestActions(pattern).map((name) => `\`${name}\``);
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
  const what = isService(prefix) ? `action \`${pattern}\`` : `service prefix \`${prefix}\``;
  return [{ code: 'unknown-action', message: `there is no ${what} in AWS's lists${hint}`, path }];
}

function starOnly(
  pattern: string,
  { effect, resource }: Pick<Statement, 'effect' | 'resource'>,
  path: JSONPath,
): readonly Found[] {
  if (resource.kind !== 'resource' || /[*?]/.test(pattern) || isWildcardOnly(pattern) !== true) return [];
  if (resource.patterns.some((one) => one === '*' || /^arn:\*+$/.test(one))) return [];
  return [
    {
      code: 'works-on-star-only',
      message: `\`${pattern}\` has no resource-level support: on an ARN it ${effect === 'allow' ? 'grants' : 'denies'} nothing, only on \`*\``,
      path,
    },
  ];
}

function adviceOnResources({ resource }: Statement, home: Home | null): readonly Found[] {
  if (resource.kind === 'unnamed') return [];
  const element = resource.kind === 'resource' ? 'Resource' : 'NotResource';
  return resource.patterns.flatMap((pattern, index): readonly Found[] => {
    const path = [element, index];
    const uri = registryUri(pattern, path);
    const malformed = uri.length > 0 ? uri : malformedArn(pattern, path);
    return malformed.length > 0 ? malformed : foreign(pattern, home, path);
  });
}

const REGISTRY_URI = /^(?:https?:\/\/)?(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[a-z0-9.-]+\/([^:@]+)/;

function registryUri(pattern: string, path: JSONPath): readonly Found[] {
  const match = REGISTRY_URI.exec(pattern);
  if (match === null) return [];
  const [, account = '', region = '', name = ''] = match;
  const arn = `arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${name}`;
  return [
    {
      code: 'registry-uri',
      message: `\`${pattern}\` is an image address and matches nothing; its ARN is \`${arn}\``,
      path,
    },
  ];
}

function foreign(pattern: string, home: Home | null, path: JSONPath): readonly Found[] {
  const arn = home === null ? null : parseArn(pattern);
  if (arn === null || home === null) return [];
  const isNamed = (field: string): boolean => field !== '' && !/[*?$]/.test(field);
  const found: Found[] = [];
  if (isNamed(arn.region) && arn.region !== home.region) {
    const message = `\`${pattern}\` is in region \`${arn.region}\`, and this is for \`${home.region}\``;
    found.push({ code: 'other-region', message, path });
  }
  if (isNamed(arn.account) && arn.account !== home.account && arn.account !== 'aws') {
    const message = `\`${pattern}\` is in account \`${arn.account}\`, and this is for \`${home.account}\``;
    found.push({ code: 'other-account', message, path });
  }
  return found;
}

/** Source: IAM User Guide, reference_policies_variables: under 2008-10-17 they are plain text. */
function adviceOnVariables({ resource, conditions }: Statement, { version }: Policy): readonly Found[] {
  const element = resource.kind === 'not-resource' ? 'NotResource' : 'Resource';
  const resources = resource.kind === 'unnamed' ? [] : resource.patterns;
  const places: readonly { readonly text: string; readonly path: JSONPath }[] = [
    ...resources.map((text, index) => ({ text, path: [element, index] })),
    ...conditions.flatMap(({ operator, key, values }) =>
      values.map((text, index) => ({ text, path: ['Condition', operator, key, index] })),
    ),
  ];
  if (version === '2012-10-17') return places.flatMap(({ text, path }) => malformedVariables(text, path));
  return places
    .filter(({ text }) => text.includes('${'))
    .map(({ text, path }) => ({
      code: 'variables-not-read' as const,
      message: `\`${text}\` is taken as plain text: variables need \`"Version": "2012-10-17"\``,
      path,
    }));
}

/** One statement may stand without an array around it, and so may one value. */
function placeOf(root: Node | null, index: number, path: JSONPath): Pick<Advice, 'at' | 'span'> {
  const single = root === null ? undefined : findNodeAtLocation(root, ['Statement']);
  const statement: JSONPath = single?.type === 'object' ? ['Statement'] : ['Statement', index];
  const whole = [...statement, ...path];
  const alone = [...statement, ...path.slice(0, -1)];
  const at = root === null ? undefined : findNodeAtLocation(root, whole);
  const node = at ?? (root === null ? undefined : findNodeAtLocation(root, alone));
  return {
    at: words(at === undefined && node !== undefined ? alone : whole),
    span: node === undefined ? null : { start: node.offset, end: node.offset + node.length },
  };
}

const words = (path: JSONPath): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
