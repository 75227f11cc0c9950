/**
 * Tests of a Condition block that are settled before any request: values that nothing equals, keys that no request of
 * the statement's actions carries. Source: IAM User Guide, elements_condition_operators; Service Authorization Reference.
 */
import { readOperator, type ReadOperator } from '#iam/conditions/condition.ts';
import type { ConditionTest, Statement } from '#iam/policy.ts';
import { conditionKeysOf, isService } from './actions.ts';
import type { Found } from './advice-codes.ts';

/** Advice on values of no possible form and on keys of other services. */
export function adviceOnSettledTests({ action, conditions }: Statement): readonly Found[] {
  const services = action.kind === 'action' ? servicesOf(action.patterns) : null;
  return conditions.flatMap((test) => {
    const operator = readOperator(test.operator);
    if (operator === null) return [];
    return [
      ...impossibleValues(test, operator),
      ...(services === null ? [] : notCarried(test, operator, services)),
    ];
  });
}

const FORMS: readonly (readonly [name: RegExp, form: string])[] = [
  [/^Date/, 'is no date: expected one such as `2026-01-31T00:00:00Z`'],
  [/^Numeric/, 'is no number'],
  [/IpAddress$/, 'is no address and no range: expected one such as `203.0.113.0/24`'],
  [/^Bool$/, 'is no Boolean: expected `true` or `false`'],
  [/^Arn/, 'is no ARN'],
];

function impossibleValues(
  { operator, key, values }: ConditionTest,
  { kind }: ReadOperator,
): readonly Found[] {
  if (kind === 'Null' || kind.takes === undefined) return [];
  const { takes, name, negated } = kind;
  const form = FORMS.find(([family]) => family.test(name))?.[1] ?? 'has not the form of its operator';
  const effect = negated ? 'no request has that value, so it never makes the test fail' : 'it never matches';
  return values.flatMap((value, index): readonly Found[] =>
    value.includes('${') || takes(value)
      ? []
      : [
          {
            code: 'impossible-value',
            message: `\`${value}\` ${form}; ${effect}`,
            path: ['Condition', operator, key, index],
          },
        ],
  );
}

/** The services of the actions; null where one may be of any service or of one that the list does not have. */
function servicesOf(patterns: readonly string[]): readonly string[] | null {
  const prefixes = patterns.map((pattern) => pattern.toLowerCase().split(':', 1)[0] ?? '');
  return prefixes.every(isService) ? [...new Set(prefixes)] : null;
}

/** Keys that come with the caller's credentials or its session, to every service. Source: reference_policies_condition-keys. */
const OF_THE_CALLER =
  /^(?:(?:sts|codebuild|identitystore|ecs):|ec2:(?:sourceinstancearn|roledelivery)$|lambda:sourcefunctionarn$|ssm:sourceinstancearn$|glue:(?:roleassumedby|credentialissuingservice)$)/;

/** A key that its own service does not list may be newer than the list. */
function notCarried(
  { operator, key }: ConditionTest,
  read: ReadOperator,
  services: readonly string[],
): readonly Found[] {
  const folded = key.toLowerCase();
  const [prefix = ''] = folded.split(':', 1);
  if (OF_THE_CALLER.test(folded) || services.includes(prefix) || !lists(prefix, folded)) return [];
  if (services.some((service) => lists(service, folded))) return [];
  const of = services.map((service) => `\`${service}\``).join(' or ');
  const message = `\`${key}\` is a key of \`${prefix}\`, which no request of ${of} carries: ${effectOfAbsence(read)}`;
  return [{ code: 'key-not-carried', message, path: ['Condition', operator, key] }];
}

function effectOfAbsence({ kind, quantifier, ifExists }: ReadOperator): string {
  if (kind === 'Null') return 'it is always absent';
  const holds = quantifier === 'for-all' || ifExists || (quantifier === 'one' && kind.negated);
  return `the test ${holds ? 'always' : 'never'} holds`;
}

const lists = (service: string, key: string): boolean =>
  conditionKeysOf(service).some((listed) => {
    const [name = '', parameter] = listed.toLowerCase().split(/(?=\$\{)/);
    return parameter === undefined ? key === name : key.startsWith(name);
  });
