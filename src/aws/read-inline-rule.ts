/**
 * Whether the account's AWS Config has a rule that roles have no inline policies. Nothing is decided by it but which form of the same
 * grant comes first, so without the right to ask there is just no rule known. Source: AWS Config developer guide, iam-no-inline-policy-check.
 */
import { z } from 'zod';
import { absent, type Known, known } from '#account/snapshot.ts';
import { ok } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { notRead } from './known.ts';
import { allPages } from './pages.ts';

/** Pages of 25; an account has at most 1,000 rules in a region. Source: AWS Config service limits. */
const MOST_PAGES = 40;

const rulesSchema = z.array(
  z.looseObject({
    ConfigRuleName: z.string(),
    ConfigRuleState: z.string().optional(),
    Source: z.looseObject({ Owner: z.string(), SourceIdentifier: z.string().optional() }),
  }),
);

export async function readInlineRule({ read }: Connection): Promise<Known<string>> {
  const pages = await allPages(async (token) => {
    const page = await read('config', 'DescribeConfigRules', token === undefined ? {} : { NextToken: token });
    if (!page.ok) return page;
    const rules = rulesSchema.safeParse(page.value.ConfigRules ?? []);
    return ok({ items: rules.success ? rules.data : [], next: page.value.NextToken });
  }, MOST_PAGES);
  if (!pages.ok) return notRead('the rules of AWS Config', pages.error);
  const rule = pages.value.find(
    ({ Source, ConfigRuleState = 'ACTIVE' }) =>
      Source.SourceIdentifier === 'IAM_NO_INLINE_POLICY_CHECK' && ConfigRuleState === 'ACTIVE',
  );
  return rule === undefined ? absent : known(rule.ConfigRuleName);
}
