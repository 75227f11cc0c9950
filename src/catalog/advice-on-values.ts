/**
 * Tests of a Condition block that are settled before any request: values that nothing equals, keys that no request of
 * the statement's actions carries. Source: IAM User Guide, elements_condition_operators; Service Authorization Reference.
 */
import { readOperator, type ReadOperator } from '#iam/conditions/condition.ts';
import type { ConditionTest, Statement } from '#iam/policy.ts';
import { compileAction } from '#iam/match/action.ts';
import { actionsOf, conditionKeysOf, isCarriedInService, isService, keysCarriedBy } from './actions.ts';
import type { Found } from './advice-codes.ts';

/** Advice on values of no possible form and on keys that the actions never carry. */
export function adviceOnSettledTests({ action, conditions }: Statement): readonly Found[] {
  const asked = action.kind === 'action' ? askedBy(action.patterns) : null;
  return conditions.flatMap((test) => {
    const operator = readOperator(test.operator);
    if (operator === null) return [];
    return [
      ...impossibleValues(test, operator),
      ...(asked === null ? [] : notCarried(test, operator, asked)),
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

interface Asked {
  readonly services: readonly string[];
  /** In AWS's letter case. */
  readonly actions: readonly string[];
}

/** The actions of the patterns; null where one may be of any service, or where the list has none that it could be. */
function askedBy(patterns: readonly string[]): Asked | null {
  const found = patterns.map((pattern) => {
    const [service = ''] = pattern.toLowerCase().split(':', 1);
    const { matches } = compileAction(pattern);
    const actions = actionsOf(service).filter(({ name }) => matches(name.toLowerCase()));
    return isService(service) && actions.length > 0 ? { service, actions } : null;
  });
  if (!found.every((one) => one !== null)) return null;
  return {
    services: [...new Set(found.map(({ service }) => service))],
    actions: [...new Set(found.flatMap(({ actions }) => actions.map(({ name }) => name)))],
  };
}

/** Keys that come with the caller's credentials or its session, to every service. Source: reference_policies_condition-keys. */
const OF_THE_CALLER =
  /^(?:(?:sts|codebuild|identitystore|ecs):|ec2:(?:sourceinstancearn|roledelivery)$|lambda:sourcefunctionarn$|ssm:sourceinstancearn$|glue:(?:roleassumedby|credentialissuingservice)$)/;

/** A key that its own service does not list may be newer than the list. */
function notCarried({ operator, key }: ConditionTest, read: ReadOperator, asked: Asked): readonly Found[] {
  const folded = key.toLowerCase();
  const [prefix = ''] = folded.split(':', 1);
  if (OF_THE_CALLER.test(folded) || !lists(conditionKeysOf(prefix), folded)) return [];
  if (asked.actions.some((action) => lists(keysCarriedBy(action), folded))) return [];
  if (asked.services.some((service) => mayCarry(service, folded))) return [];
  const { length } = asked.actions;
  const of = (length > NAMED ? asked.services : asked.actions).map((one) => `\`${one}\``).join(' or ');
  const message = `\`${key}\` is a key of \`${prefix}\`, which no request ${length > NAMED ? 'that the statement speaks of, to' : 'of'} ${of}${length > NAMED ? ',' : ''} carries: ${effectOfAbsence(read)}`;
  return [{ code: 'key-not-carried', message, path: ['Condition', operator, key] }];
}

const NAMED = 3;

/** Services to which the reference has several pages, of which the list keeps for each action only one. */
const IN_PARTS = /^(?:apigateway|aws-marketplace|elasticloadbalancing|greengrass|kinesisanalytics|lex|ses)$/;

/** Whether the service has the key, and the list does not tell with which of its actions. */
const mayCarry = (service: string, key: string): boolean =>
  IN_PARTS.test(service)
    ? lists([...conditionKeysOf(service), ...conditionKeysOf('aws')], key)
    : lists(conditionKeysOf(service), key) && !isCarriedInService(service, (keys) => lists(keys, key));

function effectOfAbsence({ kind, quantifier, ifExists }: ReadOperator): string {
  if (kind === 'Null') return 'it is always absent';
  const holds = quantifier === 'for-all' || ifExists || (quantifier === 'one' && kind.negated);
  return `the test ${holds ? 'always' : 'never'} holds`;
}

/** A key with a parameter is written `${TagKey}`, `<key>` or, for tags, `tag-key`. */
const lists = (keys: readonly string[], key: string): boolean =>
  keys.some((listed) => {
    const [name = '', parameter] = listed.toLowerCase().split(/(?=\$\{|<|tag-key$)/);
    return parameter === undefined ? key === name : key.startsWith(name);
  });
