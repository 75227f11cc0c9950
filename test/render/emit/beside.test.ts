/** A plan as a difference against a file that is there: `git apply` takes it, all else of the file stays, and what is added is the plan's. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Plan } from '#plan/plan.ts';
import { besideFile } from '#render/emit/beside.ts';
import { EMITTED_PLANS } from '../../judges/emitted-plans.ts';
import { stackFile } from '../../tasks/deployed-stack.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolemend-beside-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The file once the difference is applied by git. */
function applied(form: 'cloudformation' | 'terraform', plan: Plan, file: string, text: string): string {
  const patch = besideFile(form, plan, { path: file, text });
  if (!patch.ok) throw new Error(patch.error);
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
  const git = (...more: readonly string[]) =>
    execFileSync('git', ['apply', '--whitespace=nowarn', ...more, '-'], { cwd: folder, input: patch.value });
  git('--check');
  git();
  return readFileSync(join(folder, file), 'utf8');
}

type Resources = Readonly<
  Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
>;
const resourcesOf = (text: string): Resources =>
  (parse(text, { version: '1.1', logLevel: 'silent' }) as { Resources: Resources }).Resources;

const YAML = stackFile('builds.yaml');
const JSON_TEXT = stackFile('cdk-builds.template.json');
const INLINE = (role: string): Plan => {
  const [, plan] = EMITTED_PLANS.find(([name]) => name === 'a new inline policy and its repository') ?? [];
  if (plan === undefined) throw new Error('no such plan');
  const steps = plan.steps.map((step) => (step.kind === 'put-role-policy' ? { ...step, role } : step));
  return { ...plan, steps };
};

describe('a difference against a template', () => {
  it.each([
    ['YAML', YAML],
    ['YAML with ends of lines of Windows', YAML.replaceAll('\n', '\r\n')],
    ['YAML that ends without one', YAML.slice(0, YAML.indexOf('Outputs:')).trimEnd()],
    ['YAML with resources further in', YAML.replace(/^ {2}(?=.)/gm, '    ')],
    ['JSON', JSON_TEXT],
  ])('in %s adds the resources and keeps every line', (_, text) => {
    const after = applied('cloudformation', INLINE('by-hand'), 'infra/builds.template', text);
    const lines = after.split('\n');
    const kept = text.split('\n').filter((line) => !lines.includes(line) && !lines.includes(`${line},`));
    expect(kept).toEqual([]);
    const [before, now] = [resourcesOf(text), resourcesOf(after)];
    expect(Object.entries(now).slice(0, Object.keys(before).length)).toEqual(Object.entries(before));
    const added = Object.keys(now).filter((id) => !(id in before));
    expect(added.map((id) => now[id]?.Type)).toContain('AWS::IAM::RolePolicy');
  });

  it.each([
    ['the name that the template gives it', 'ci-named', 'NamedRole'],
    ['the name that CloudFormation made', 'ci-BuildRole-F2A2579C06DD', 'BuildRole'],
  ])('refers to a role of the template by %s', (_, role, ref) => {
    const after = resourcesOf(applied('cloudformation', INLINE(role), 'builds.yaml', YAML));
    const policy = Object.values(after).find(({ Type }) => Type === 'AWS::IAM::RolePolicy');
    expect(policy?.Properties['RoleName']).toEqual({ Ref: ref });
  });

  it('is none where the template has the policy, or is none itself', () => {
    const named = YAML.replace('PolicyName: logs', 'PolicyName: CodeBuild-ECR-Permissions');
    const none = (text: string) => besideFile('cloudformation', INLINE('x'), { path: 'a', text });
    expect(none(named)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/^line 19 has the policy/) as string,
    });
    for (const text of ['', 'a: [', '[]', 'Resources: {A: {Type: AWS::SNS::Topic}}', '{"a": 1}'])
      expect(none(text).ok, text).toBe(false);
  });
});

describe('a difference against what somebody else wrote', () => {
  const beside = (form: 'cloudformation' | 'terraform', text: string, path = 'a') =>
    besideFile(form, INLINE('x'), { path, text });
  const role = (id: string) => `Resources:\n  ${JSON.stringify(id)}:\n    Type: AWS::IAM::Role\n`;

  it.each(['(', '(a+)+$', '.*', '\\'])('takes the logical ID %j of a role for text', (id) => {
    const patch = besideFile('cloudformation', INLINE(`ci-${'a'.repeat(40)}-F2A2579C06DD`), {
      path: 'a',
      text: role(id),
    });
    expect(patch).toMatchObject({ ok: true });
    expect(patch.ok && patch.value).not.toContain('Ref:');
  });

  it.each([
    '{Resources: {A: {Type: AWS::SNS::Topic}}}',
    '{\n  "Resources": {"A": {"Type": "AWS::SNS::Topic"},}\n}\n',
    '{\n  # ours\n  "Resources": {"A": {"Type": "AWS::SNS::Topic"}}\n}\n',
  ])('is none in braces that are not JSON: %j', (text) => {
    expect(beside('cloudformation', text)).toMatchObject({ ok: false });
  });

  it.each(['\u001b[2J', '\u009b2J', '\u202e', 'a\rb'])('is none that would print %j', (sign) => {
    const hcl = `locals {\n}\n# ${sign}\n`;
    expect(beside('terraform', hcl)).toMatchObject({
      ok: false,
      error: expect.stringContaining('control') as string,
    });
    expect(beside('terraform', `# ${sign}\n${'\n'.repeat(9)}locals {}\n`).ok).toBe(true);
  });
});

describe('a difference against Terraform', () => {
  const HCL = stackFile('terraform/main.tf');

  it.each(EMITTED_PLANS)('of %s adds blocks at the end', (_, plan) => {
    const after = applied('terraform', plan, 'infra/main.tf', HCL);
    expect(after.startsWith(HCL)).toBe(true);
  });

  it('takes a name that stands elsewhere in the file a second time with a number', () => {
    const taken = `resource "aws_iam_role_policy" "codebuild_ecr_permissions" {\n}\n`;
    expect(applied('terraform', INLINE('x'), 'main.tf', taken)).toContain('"codebuild_ecr_permissions2"');
  });

  it('is none where the file has the policy', () => {
    const text = `${HCL}\nresource "aws_iam_role_policy" "x" {\n  name   = "CodeBuild-ECR-Permissions"\n}\n`;
    expect(besideFile('terraform', INLINE('x'), { path: 'main.tf', text }).ok).toBe(false);
  });
});

const REPOSITORY = 'arn:aws:ecr:us-west-2:290008131176:repository/tracker_api';
const PULL = { Effect: 'Allow', Action: ['ecr:BatchGetImage'], Resource: REPOSITORY };
const TOKEN = { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' };
const text = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });
const LONGER = { ...PULL, Action: ['ecr:BatchGetImage', 'ecr:PutImage'] };

/** The policy that the account and the code have gains an action and a statement. */
function extending(role = 'ci', before: string = text(PULL)): Plan {
  const plan = INLINE(role);
  const [step] = plan.steps.filter(({ kind }) => kind === 'put-role-policy');
  if (step?.kind !== 'put-role-policy') throw new Error('no such step');
  return { ...plan, steps: [{ ...step, before, after: text(LONGER, TOKEN) }] };
}

describe('what a plan adds to a policy that is in the file', () => {
  const block = (action: string, resource: string): string => `# ours
resource "aws_iam_role_policy" "push" {
  name = "CodeBuild-ECR-Permissions" # keep
  role = aws_iam_role.ci.name

  lifecycle {
    create_before_destroy = true
  }
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ${action}
        Resource = ${resource}
      },
    ]
  })
}
`;

  it.each([
    ['[\n          "ecr:BatchGetImage",\n        ]', '"${aws_ecr_repository.app.arn}"'],
    ['["ecr:BatchGetImage"]', 'aws_ecr_repository.app.arn'],
    ['"ecr:BatchGetImage"', `"${REPOSITORY}"`],
  ])('is set into the Terraform that has %s', (action, resource) => {
    const code = block(action, resource);
    const after = applied('terraform', extending(), 'main.tf', code);
    expect(after).toContain('"ecr:PutImage"');
    expect(after.match(/ecr:GetAuthorizationToken/g)).toHaveLength(1);
    expect(after.match(/resource "/g)).toHaveLength(1);
    const kept = code.split('\n').filter((line) => !line.includes('Action') && !after.includes(line));
    expect(kept).toEqual([]);
  });

  it.each([
    ['another action than the account has', block('["ecr:PutImage"]', '"*"')],
    ['actions that are an expression', block('local.actions', '"*"')],
    [
      'a document of its own',
      block('["ecr:BatchGetImage"]', '"*"').replace(/jsonencode[\s\S]*\}\)/, 'data.x.json'),
    ],
    [
      'a statement that is made by `for`',
      block('["ecr:BatchGetImage"]', '"*"').replace('[\n      {', '[for a in local.b :\n      {'),
    ],
  ])('is said to be changed by hand where the Terraform has %s', (_, code) => {
    const patch = besideFile('terraform', extending(), { path: 'main.tf', text: code });
    expect(patch).toMatchObject({
      ok: false,
      error: expect.stringMatching(/^line \d+ has the policy .*changed there$/) as string,
    });
  });

  it('is a block of its own where the policy of that name is of another role', () => {
    const code = block('["ecr:BatchGetImage"]', '"*"').replace('aws_iam_role.ci.name', '"other"');
    const after = applied('terraform', extending(), 'main.tf', code);
    expect(after.startsWith(code)).toBe(true);
    expect(after.match(/resource "/g)).toHaveLength(2);
  });

  const YAML_BLOCK = `Resources:
  Push:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: CodeBuild-ECR-Permissions
      Roles: [ci]
      PolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Action:
              - ecr:BatchGetImage # pull
            Resource: !GetAtt App.Arn

  App:
    Type: AWS::ECR::Repository
`;
  it.each([
    ['YAML', YAML_BLOCK],
    ['YAML in CRLF', YAML_BLOCK.replaceAll('\n', '\r\n')],
    ['YAML with one action', YAML_BLOCK.replace(/\n +- ecr:BatchGetImage # pull/, ' ecr:BatchGetImage')],
    [
      'YAML with a list in brackets',
      YAML_BLOCK.replace(/\n +- ecr:BatchGetImage # pull/, ' [ecr:BatchGetImage]'),
    ],
    [
      'JSON',
      JSON.stringify(
        {
          Resources: {
            Push: {
              Type: 'AWS::IAM::RolePolicy',
              Properties: {
                PolicyName: 'CodeBuild-ECR-Permissions',
                RoleName: 'ci',
                PolicyDocument: JSON.parse(text(PULL)) as object,
              },
            },
          },
        },
        null,
        2,
      ),
    ],
  ])('is set into the template in %s', (_, code) => {
    const before = resourcesOf(code);
    const after = resourcesOf(applied('cloudformation', extending(), 'a.yaml', code));
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect(after['Push']?.Properties['PolicyDocument']).toMatchObject({
      Statement: [{ Effect: 'Allow', Action: LONGER.Action }, TOKEN],
    });
  });

  it('is said to be changed by hand where the template has something else', () => {
    const code = YAML_BLOCK.replace('ecr:BatchGetImage', 'ecr:DeleteRepository');
    const patch = besideFile('cloudformation', extending(), { path: 'a.yaml', text: code });
    expect(patch).toMatchObject({
      ok: false,
      error: expect.stringContaining('line 5 has the policy') as string,
    });
  });

  it('is none in Terraform that is JSON', () => {
    expect(besideFile('terraform', extending(), { path: 'main.tf.json', text: '{}' }).ok).toBe(false);
  });
});
