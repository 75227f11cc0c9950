/** A role that the build takes under a session policy: whose word it is that the policy stops a call, and what is asked of whom. */
import { describe, expect, it } from 'vitest';
import { known } from '#account/snapshot.ts';
import { handoffsOf } from '#plan/handoffs/handoffs.ts';
import { diagnoseSnapshot } from '#tasks/diagnose.ts';
import { ACCOUNT, allow, BUILD, policy, PROJECT, REGION, snapshotWith } from '../diagnosis/build-snapshot.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/ci/release`;
const IMAGES = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/app`;
const LIST = 'aws ecr describe-images --repository-name app';
const NARROW = allow('ssm:GetParameter', '*');

const refusal = ({
  action = 'ecr:DescribeImages',
  resource = IMAGES,
  session = 'release/nightly',
  reason = `because no session policy allows the ${action} action`,
}: Partial<Record<'action' | 'resource' | 'session' | 'reason', string>> = {}): string =>
  `User: arn:aws:sts::${ACCOUNT}:assumed-role/${session} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;

interface Told {
  readonly options: string;
  readonly before?: readonly string[];
  readonly calls?: readonly string[];
  readonly log?: string;
  /** Of the managed policy `WIDE`; absent: it was not read. */
  readonly managed?: string;
}

const WIDE = `arn:aws:iam::${ACCOUNT}:policy/Wide`;

function told({ options, before = [], calls = [LIST], log = refusal(), managed }: Told) {
  const takes = `OUT=$(aws sts assume-role --role-arn ${ROLE} --role-session-name nightly ${options})`;
  const exports = 'export AWS_ACCESS_KEY_ID=$(echo $OUT | jq -r .Credentials.AccessKeyId)';
  const buildspec = JSON.stringify({
    version: '0.2',
    phases: { build: { commands: [...before, takes, exports, ...calls] } },
  });
  const snapshot = snapshotWith({
    project: { ...PROJECT, source: { ...PROJECT.source, buildspec } },
    build: known({ ...BUILD, buildspec }),
    log: known({ group: 'g', stream: 's', lines: [log], truncated: false }),
    sessionPolicies:
      managed === undefined ? {} : { [WIDE]: known({ name: 'Wide', arn: WIDE, text: managed }) },
  });
  const diagnosis = diagnoseSnapshot(snapshot);
  const handoffs = handoffsOf(diagnosis, { steps: [], after: snapshot });
  return {
    needs: diagnosis.needs.map(({ action, resource }) => `${action} ${resource}`),
    finding: diagnosis.findings.find(({ code }) => code === 'session-blocks'),
    handoff: handoffs.find(({ layer }) => layer === 'session'),
  };
}

const inline = (text: string): string => `--policy '${text}'`;

describe('the text of the policy', () => {
  const OPEN = allow(['ssm:GetParameter', 'ecr:DescribeImages'], '*');

  it.each([
    ['in the command', { options: inline(NARROW) }],
    [
      'in a file that a command writes',
      { before: [`echo '${NARROW}' > p.json`], options: '--policy file://p.json' },
    ],
    [
      'in the input of the command',
      {
        options: `--cli-input-json '${JSON.stringify({ RoleArn: ROLE, RoleSessionName: 'nightly', Policy: NARROW })}'`,
      },
    ],
  ])('is judged where it stands %s', (_, given) => {
    const { finding, handoff } = told(given);
    expect(finding?.cause).toContain('action `ecr:DescribeImages` is none of `ssm:GetParameter`');
    expect(JSON.parse(handoff?.change.after ?? '{}')).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: '*' },
        { Effect: 'Allow', Action: ['ecr:DescribeImages'], Resource: IMAGES },
      ],
    });
    expect(handoff?.owner).toEqual({ kind: 'project-owner', account: ACCOUNT });
  });

  it('that denies is left as it is, and its statement shown', () => {
    const deny = { Sid: 'NoLists', Effect: 'Deny', Action: 'ecr:Describe*', Resource: '*' };
    const text = policy({ Effect: 'Allow', Action: '*', Resource: '*' }, deny);
    const log = refusal({ reason: 'with an explicit deny in a session policy' });
    const { finding, handoff } = told({ options: inline(text), log });
    expect(finding?.cause).toContain('statement 1 (`NoLists`)');
    expect(handoff?.change).toMatchObject({ before: text, after: null, statement: deny });
  });

  it('beside a managed policy that was not read is not said to be all that lets calls through', () => {
    const { finding } = told({ options: `${inline(NARROW)} --policy-arns arn=${WIDE}` });
    expect(finding?.cause).toContain(
      `AWS says that it does not allow it; the text of \`${WIDE}\` was not read`,
    );
  });

  it('of a managed policy is judged as it was read, and a policy beside it lets through what it lacks', () => {
    const { finding, handoff } = told({ options: `--policy-arns arn=${WIDE}`, managed: NARROW });
    expect(finding?.cause).toContain(
      `statement 0 of \`${WIDE}\`: action \`ecr:DescribeImages\` is none of \`ssm:GetParameter\``,
    );
    expect(JSON.parse(handoff?.change.after ?? '{}')).toMatchObject({
      Statement: [{ Action: ['ecr:DescribeImages'], Resource: IMAGES }],
    });
    const open = told({ options: `${inline(NARROW)} --policy-arns arn=${WIDE}`, managed: OPEN });
    expect(open.finding?.cause).toContain('its text as it is read from here does not tell why');
  });

  it('of a managed policy that denies is left as it is, and its statement shown', () => {
    const deny = { Sid: 'NoLists', Effect: 'Deny', Action: 'ecr:Describe*', Resource: '*' };
    const { finding, handoff } = told({
      options: `${inline(OPEN)} --policy-arns arn=${WIDE}`,
      managed: policy({ Effect: 'Allow', Action: '*', Resource: '*' }, deny),
      log: refusal({ reason: 'with an explicit deny in a session policy' }),
    });
    expect(finding?.cause).toContain(`statement 1 (\`NoLists\`) of \`${WIDE}\``);
    expect(handoff?.change).toMatchObject({ after: null, statement: deny });
  });

  it('which lets the call through as far as it is read is told with what AWS says', () => {
    expect(told({ options: inline(OPEN) }).finding?.cause).toContain('AWS says');
  });

  it('that would be longer than STS takes has to be given room first', () => {
    const long = allow(
      ['ssm:GetParameter'],
      Array.from({ length: 30 }, (_, at) => `${IMAGES}-of-a-team-${at}`),
    );
    const { handoff } = told({ options: inline(long) });
    expect(handoff?.change.after).toBeNull();
    expect(handoff?.why).toMatch(/comes to \d{4} characters, where STS takes 2048/);
  });
});

it('all that the build is known to call under it is asked for at once', () => {
  const { handoff } = told({
    options: inline(NARROW),
    calls: [LIST, 'aws ecr list-images --repository-name app'],
  });
  expect(handoff).toMatchObject({ actions: ['ecr:DescribeImages'], mayAlsoStop: ['ecr:ListImages'] });
  expect(handoff?.change.statement).toMatchObject({ Action: ['ecr:DescribeImages', 'ecr:ListImages'] });
});

describe('what only the log says', () => {
  const log = refusal({ action: 'iam:CreateUser', resource: '*' });

  it('is explained, and nothing is written for it', () => {
    const { finding, handoff } = told({ options: inline(NARROW), log });
    expect(finding?.cause).toContain('iam:CreateUser');
    expect(handoff?.why).toContain('`iam:CreateUser` is called only the log says');
    expect(JSON.stringify([handoff?.change, handoff?.newlyAllows])).not.toContain('CreateUser');
  });

  it.each([
    ['another session', refusal({ session: 'release/other' })],
    ['another role', refusal({ session: 'deploy/nightly' })],
    ['another layer', refusal({ reason: 'because no permissions boundary allows the action' })],
  ])('of %s is not of the policy', (_, line) => {
    expect(told({ options: inline(NARROW), log: line }).finding).toBeUndefined();
  });
});

it("what the session is denied is no need of the project's role", () => {
  expect(told({ options: inline(NARROW) }).needs).not.toContain(`ecr:DescribeImages ${IMAGES}`);
});

it('a role that is taken whole has no session policy', () => {
  expect(told({ options: '' }).finding).toBeUndefined();
});
