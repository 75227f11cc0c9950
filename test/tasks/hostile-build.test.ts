/** A build that prints denials to be granted more: what it prints decides nothing. */
import { afterEach, expect, test, vi } from 'vitest';
import { plain } from '#render/paint.ts';
import { diagnosisText } from '#render/diagnosis-text.ts';
import { planText } from '#render/plan-text.ts';
import { ACCOUNT, type OnSandbox, openOnSandbox, pairs, REGION } from './on-sandbox.ts';
import { fixture, LOGS, PROJECT, projectWorld, repository, ROLE } from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

const OTHER = '111122223333';
const denial = (action: string, resource: string): string =>
  `User: arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/AWSCodeBuild-1 is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

const CLAIMS: readonly (readonly [string, string])[] = [
  ['iam:*', '*'],
  ['iam:PutRolePolicy', `arn:aws:iam::${ACCOUNT}:role/${ROLE}`],
  ['sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/admin`],
  ['ecr:PutImage', repository('tracker_api', OTHER)],
  ['ecr:PutImage', repository('production')],
  ['ecr:*', '*'],
  ['s3:GetObject', 'arn:aws:s3:::payroll/*'],
  ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:root-??????`],
];
const ESCAPES = [
  '\\033]0;owned\\007\\033[2J',
  '<img src=x onerror=alert(1)>',
  '[click](javascript:alert(1))',
  '$(reboot)`reboot`',
];

const command = (text: string): string => `      - ${JSON.stringify(text)}`;

const hostile = (): string => {
  const lines = [
    ...CLAIMS.map(([action, resource]) => command(`echo '${denial(action, resource)}'`)),
    ...ESCAPES.map((text) => command(`printf '${denial('iam:CreateUser', text)}\\n'`)),
  ];
  return fixture('docker-sample').replace('    commands:\n', `    commands:\n${lines.join('\n')}\n`);
};

test('a build that prints denials gets the plan of the one that does not', async () => {
  on = await openOnSandbox(projectWorld({ rights: [LOGS] }));
  const honest = await on.diagnose(PROJECT);
  await on.close();
  on = await openOnSandbox(projectWorld({ rights: [LOGS], buildspec: hostile() }));
  const { diagnosis, plan } = await on.diagnose(PROJECT);
  if (!plan.ok || !honest.plan.ok) throw new Error('no plan');
  expect(plan.value.steps).toEqual(honest.plan.value.steps);
  expect(plan.value.grants).toEqual(honest.plan.value.grants);

  expect(diagnosis.snapshot.log).toMatchObject({ kind: 'known' });
  const withheld = pairs(plan.value.withheld);
  for (const action of ['iam:PutRolePolicy', 's3:GetObject'])
    expect(withheld.some((pair) => pair.startsWith(`${action} `))).toBe(true);
  expect(withheld).toContain(`ecr:PutImage ${repository('production')}`);
  for (const { why } of plan.value.withheld) expect(why).not.toBe('');

  const shown = diagnosisText(diagnosis, plain) + planText(plan.value, plain);
  // oxlint-disable-next-line no-control-regex -- what must not be there
  expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
});
