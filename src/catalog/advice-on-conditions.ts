/**
 * Conditions that do not test what they seem to. Source: IAM User Guide, access-analyzer-reference-policy-checks:
 * missing qualifier, invalid variable for operator, invalid condition key format, duplicate keys with different case,
 * missing tag key; missing brace, quote and space in a variable, empty variable.
 */
import type { JSONPath } from 'jsonc-parser';
import { readOperator } from '#iam/conditions/condition.ts';
import { isMultiValued } from '#iam/conditions/multi-valued.ts';
import type { ConditionTest, Policy, Statement } from '#iam/policy.ts';
import type { Found } from './advice-codes.ts';

export function adviceOnConditions({ conditions }: Statement, { version }: Policy): readonly Found[] {
  return conditions.flatMap((test, index) => [
    ...adviceOnKey(test),
    ...repeatedKey(test, conditions.slice(0, index)),
    ...setOperator(test),
    ...(version === '2012-10-17' ? variablesOfOther(test) : []),
  ]);
}

const pathOf = ({ operator, key }: ConditionTest): JSONPath => ['Condition', operator, key];

function adviceOnKey(test: ConditionTest): readonly Found[] {
  const { key } = test;
  if (!/^[^:]+:[^:]/.test(key))
    return [
      {
        code: 'condition-key',
        message: `\`${key}\` is no condition key: expected a name such as \`aws:SourceVpc\``,
        path: pathOf(test),
      },
    ];
  if (!/^aws:(?:Principal|Request|Resource)Tag\/?$/i.test(key)) return [];
  const message = `\`${key}\` is never there: expected the key of a tag, \`${key.replace(/\/$/, '')}/KEY\``;
  return [{ code: 'condition-key', message, path: pathOf(test) }];
}

function repeatedKey(test: ConditionTest, before: readonly ConditionTest[]): readonly Found[] {
  const same = before.find(
    ({ operator, key }) => operator === test.operator && key.toLowerCase() === test.key.toLowerCase(),
  );
  if (same === undefined) return [];
  const message = `\`${test.key}\` and \`${same.key}\` are one key: both tests have to hold`;
  return [{ code: 'condition-key', message, path: pathOf(test) }];
}

function setOperator(test: ConditionTest): readonly Found[] {
  const operator = readOperator(test.operator);
  if (operator === null || operator.kind === 'Null' || operator.quantifier !== 'one') return [];
  if (!isMultiValued(test.key.toLowerCase())) return [];
  const message = `\`${test.key}\` holds several values: \`${test.operator}\` never holds without \`ForAnyValue:\` or \`ForAllValues:\``;
  return [{ code: 'set-operator', message, path: pathOf(test) }];
}

/** Where pages of AWS disagree, in Bool, nothing is said. Source: facts 2.6. */
function variablesOfOther(test: ConditionTest): readonly Found[] {
  const operator = readOperator(test.operator);
  if (operator === null || (operator.kind !== 'Null' && operator.kind.variables)) return [];
  return test.values.flatMap((value, index): readonly Found[] =>
    value.includes('${')
      ? [
          {
            code: 'malformed-variable',
            message: `\`${value}\` is taken as plain text: \`${test.operator}\` reads no variables`,
            path: [...pathOf(test), index],
          },
        ]
      : [],
  );
}

const VARIABLE = /\$\{([^}]*)(\}?)/g;

/** Variables of a text that name no key. */
export function malformedVariables(text: string, path: JSONPath): readonly Found[] {
  return [...text.matchAll(VARIABLE)].flatMap(([whole, inner = '', end]): readonly Found[] => {
    const wrong =
      end === ''
        ? 'its closing brace is missing'
        : inner === ''
          ? 'it names no key'
          : /^(?:[*?$]|[^,\s']+(?: [^,']+)*(?:, '.*')?)$/.test(inner)
            ? null
            : "expected `${key}` or `${key, 'default'}`";
    return wrong === null
      ? []
      : [{ code: 'malformed-variable', message: `\`${whole}\` in \`${text}\`: ${wrong}`, path }];
  });
}
