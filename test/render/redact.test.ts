import { describe, expect, it } from 'vitest';
import { parseArn } from '#iam/arn.ts';
import { redacted } from '#render/redact.ts';

const ARN = 'arn:aws:iam::290008131176:role/service-role/codebuild-Tracker-role';
const DOCUMENT = {
  schema: 'rolemend.diagnosis/1',
  verdict: 'blocked',
  project: { name: 'Tracker', account: '290008131176', region: 'us-west-2' },
  role: { arn: ARN },
  needs: [
    { action: 'ecr:PutImage', resource: 'arn:aws:ecr:us-west-2:111122223333:repository/team/tracker_api' },
  ],
  policies: [
    {
      layer: 'identity',
      name: 'Base-Tracker',
      text: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Sid: 'ReadProd', Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::acme-prod/*' },
        ],
      }),
    },
  ],
  findings: [
    {
      cause: 'no policy of role `codebuild-Tracker-role` lets it push to `team/tracker_api` of 111122223333',
    },
  ],
  evidence: [
    {
      text: 'docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com/team/tracker_api:7 for jo@acme.example',
    },
    {
      text: `User: arn:aws:sts::290008131176:assumed-role/codebuild-Tracker-role/AWSCodeBuild-1 is not authorized`,
    },
  ],
};

describe('a masked document', () => {
  const masked = redacted(DOCUMENT);
  const text = JSON.stringify(masked);

  it('has no account number and no name left', () => {
    expect(text).not.toMatch(/290008131176|111122223333|tracker|acme|ReadProd|\bteam\b|\bjo@/i);
  });

  it('has the shape and the words that it had', () => {
    expect(masked).toMatchObject({
      schema: 'rolemend.diagnosis/1',
      verdict: 'blocked',
      project: { account: '000000000001', region: 'us-west-2' },
      needs: [{ action: 'ecr:PutImage' }],
      policies: [{ layer: 'identity' }],
    });
    expect(Object.keys(masked)).toEqual(Object.keys(DOCUMENT));
  });

  it('has the same mask for the same name wherever it stands', () => {
    const role = masked.role.arn.split('/').at(-1) ?? '';
    expect(masked.findings[0]?.cause).toContain(`\`${role}\``);
    expect(masked.evidence[1]?.text).toContain(`:assumed-role/${role}/`);
    const [, repository = ''] = masked.needs[0]?.resource.split(':repository/') ?? [];
    expect(masked.evidence[0]?.text).toContain(
      `000000000002.dkr.ecr.us-west-2.amazonaws.com/${repository}:7`,
    );
  });

  it('has ARNs and policies that can still be read', () => {
    expect(parseArn(masked.role.arn)).toMatchObject({ service: 'iam', account: '000000000001' });
    const policy: unknown = JSON.parse(masked.policies[0]?.text ?? '');
    expect(policy).toMatchObject({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*' }] });
  });

  it('has no short name left in a command, an option, a sentence that says what it is of, or an ARN in the midst of one', () => {
    const masked = redacted({
      project: { name: 'App', arn: 'arn:aws:codebuild:us-west-2:290008131176:project/App' },
      role: { arn: 'arn:aws:iam::290008131176:role/builder' },
      repository: 'arn:aws:ecr:us-west-2:290008131176:repository/payments',
      approval: { host: 'desk' },
      next: "rolemend fix App --source '/home/jo/secret app' --role-name builder",
      also: 'rolemend fix App --source /home/jo/app --confirm ecr-push=arn:aws:ecr:us-west-2:290008131176:repository/payments --yes',
      thing: 'role builder',
      log: 'pushed to 290008131176.dkr.ecr.us-west-2.amazonaws.com/payments from desk',
    });
    expect(JSON.stringify(masked)).not.toMatch(/App|builder|payments|"desk"|\/home|secret app/);
    expect(masked.next).toBe('rolemend fix project-1 --source folder --role-name role-1');
  });

  it('keeps words that are names only where names stand', () => {
    const { project, notes, layer } = redacted({
      project: { name: 'build', arn: 'arn:aws:codebuild:us-west-2:290008131176:project/test' },
      notes: ['the test of the role failed', 'project `test` failed'],
      layer: 'identity',
    });
    expect(project.arn).toBe('arn:aws:codebuild:us-west-2:000000000001:project/project-1');
    expect(notes).toEqual(['the test of the role failed', 'project `project-1` failed']);
    expect(layer).toBe('identity');
  });
});
