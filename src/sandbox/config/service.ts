/** AWS Config, as far as rules that AWS manages are described. Source: botocore, service model config 2014-11-12. */
import { z } from 'zod';
import { readInput } from '../input.ts';
import type { Call, Service } from '../operation.ts';
import { regionOf } from '../world.ts';
import type { ConfigRule } from './state.ts';

const putSchema = z.object({
  ConfigRule: z.object({
    ConfigRuleName: z.string().min(1).max(128),
    Source: z.object({ Owner: z.literal('AWS'), SourceIdentifier: z.string().min(1).max(256) }),
  }),
});

const rulesOf = ({ world, account, region }: Call): Map<string, ConfigRule> =>
  regionOf(world, account, region).configRules;

const ruleArn = ({ partition, account, region }: Call, name: string): string =>
  `arn:${partition}:config:${region}:${account}:config-rule/${name}`;

function putRule(call: Call): object {
  call.authorize({ action: 'config:PutConfigRule', resource: '*' });
  const { ConfigRule: rule } = readInput(putSchema, call.input, 'InvalidParameterValueException');
  rulesOf(call).set(rule.ConfigRuleName, {
    name: rule.ConfigRuleName,
    identifier: rule.Source.SourceIdentifier,
  });
  return {};
}

function describeRules(call: Call): object {
  call.authorize({ action: 'config:DescribeConfigRules', resource: '*' });
  return {
    ConfigRules: [...rulesOf(call).values()].map(({ name, identifier }) => ({
      ConfigRuleName: name,
      ConfigRuleArn: ruleArn(call, name),
      ConfigRuleState: 'ACTIVE',
      Source: { Owner: 'AWS', SourceIdentifier: identifier },
    })),
  };
}

export const configService: Service = {
  name: 'config',
  protocol: { kind: 'json', version: '1.1', targetPrefix: 'StarlingDoveService.' },
  operations: { PutConfigRule: putRule, DescribeConfigRules: describeRules },
};
