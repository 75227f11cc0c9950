import { expect, it } from 'vitest';
import { emitRunbook } from '#render/emit/runbook.ts';
import { ACCOUNT, need, REGION, use } from '../../diagnosis/build-snapshot.ts';
import { diagnosisAndPlan } from '../../plan/plan-of.ts';

it('lists a permission with the condition its grant has', () => {
  const resource = `arn:aws:ec2:${REGION}:${ACCOUNT}:network-interface/*`;
  const context = { 'ec2:AuthorizedService': 'codebuild.amazonaws.com' };
  const vpc = use({ kind: 'join-vpc', vpcId: 'vpc-1', subnets: [] }, 'configured');
  const needs = [need('ec2:CreateNetworkInterfacePermission', resource, { evidence: [vpc], context })];
  const { diagnosis, plan } = diagnosisAndPlan({ needs });
  expect(emitRunbook(diagnosis, plan)).toContain(
    `- \`ec2:CreateNetworkInterfacePermission\` on \`${resource}\`, if \`ec2:AuthorizedService\` is \`codebuild.amazonaws.com\``,
  );
});
