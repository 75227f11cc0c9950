/** Code in which a policy of the name stands that may not be the account's, or that is no code: never a difference that grants something else. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plan } from '#plan/plan.ts';
import { besideFile } from '#render/emit/beside.ts';
import { EMITTED_PLANS } from '../../judges/emitted-plans.ts';
import { EVERY } from '../../every.ts';

const NAME = 'CodeBuild-ECR-Permissions';
const BUCKET = 'arn:aws:s3:::releases/*';
const GET = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: BUCKET };
const TOKEN = { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' };
const document = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

function planFrom(before: string | null): Plan {
  const [, plan] = EMITTED_PLANS.find(([name]) => name === 'a new inline policy and its repository') ?? [];
  const step = plan?.steps.find(({ kind }) => kind === 'put-role-policy');
  if (plan === undefined || step?.kind !== 'put-role-policy') throw new Error('no such plan');
  const after = document({ ...GET, Action: ['s3:GetObject', 's3:PutObject'] }, TOKEN);
  return { ...plan, steps: [{ ...step, role: 'ci', before, after }] };
}
const LONGER = planFrom(document(GET));

const beside = (form: 'terraform' | 'cloudformation', text: string, plan = LONGER) =>
  besideFile(form, plan, { path: form === 'terraform' ? 'main.tf' : 'a.yaml', text });

const block = (role = 'aws_iam_role.ci.name', policy?: string, label = 'push'): string => `
resource "aws_iam_role_policy" "${label}" {
  name   = "${NAME}"
  role   = ${role}
  policy = ${policy ?? `jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "${BUCKET}" }] })`}
}
`;
const roles = `
resource "aws_iam_role" "ci" {
  name = "ci"
}
resource "aws_iam_role" "deploy" {
  name = "deploy"
}
`;
const said = (one: object): string =>
  `jsonencode({ Statement = [${JSON.stringify({ ...GET, ...one }).replaceAll(/"(\w+)":/g, '$1 = ')}] })`;

describe('code of Terraform is left to its author', () => {
  it.each([
    ['with another resource than the account has', block('var.role', said({ Resource: '*' }))],
    [
      'with a condition that the account has not',
      block('var.role', said({ Condition: { Bool: { A: 'b' } } })),
    ],
    [
      'of two roles that are not told apart',
      block('aws_iam_role.a.id') + block('aws_iam_role.b.id', undefined, 'b'),
    ],
    ['made for each of several roles', block('each.value')],
    ['that makes something else of the JSON', block('var.role', `${said({})}.x`)],
    ['whose name is an expression', block().replace(`"${NAME}"`, 'var.name')],
    ['whose name a variable is given', `variable "name" {\n  default = "${NAME}"\n}\n`],
    ['whose name stands in a list of objects', `module "x" {\n  policies = [{ name = "${NAME}" }]\n}\n`],
    [
      'with labels without quotes',
      block().replace('"aws_iam_role_policy" "push"', 'aws_iam_role_policy push').replace('jsonencode', 'f'),
    ],
    [
      'with a sign of the resource by its number',
      block('var.role', said({ Resource: '!' }).replace('!', '\\u002a')),
    ],
    ['with signs that no text has', block('var.role', said({ Sid: '!' }).replace('!', '\u0001'))],
  ])('%s', (_, code) => {
    expect(beside('terraform', code)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/^line \d+ .*changed there$/) as string,
    });
  });

  it('within a comment or a heredoc is no code', () => {
    for (const code of [`/*${block()}*/\n`, `locals {\n  x = <<EOF\n${block()}EOF\n}\n`]) {
      const patch = beside('terraform', code);
      const lines = patch.ok ? patch.value.split('\n') : [patch.error];
      expect(lines.filter((line) => /^[-+][^-+]/.test(line)).join('\n')).toMatch(
        /^\+resource[^]*s3:PutObject/m,
      );
    }
  });

  it('is set into the policy of the role, where another role of the file has one of the same name', () => {
    const [before, other] = [block(), block('aws_iam_role.deploy.name', undefined, 'deploy')];
    const patch = beside('terraform', `${roles}${other}${before}`);
    const value = patch.ok ? patch.value : patch.error;
    const at = Number(/^@@ -(\d+)/m.exec(value)?.[1]);
    expect(at).toBeGreaterThan(roles.split('\n').length + 3);
    expect(value).toContain('s3:PutObject');
  });

  /** Characters. */
  const SIZE = EVERY ? 1 << 20 : 1 << 18;
  /** Milliseconds on a busy machine; what was quadratic took many minutes. */
  const MOST = 30_000;
  const filled = (piece: string): string => piece.repeat(SIZE / piece.length);
  it.each([
    ['objects', 'x = { a = '],
    ['lists', '['],
    ['lists, each of a block', block('var.role', '[')],
    ['blocks', 'resource "aws_iam_role_policy" "x" {\n'],
    ['heredocs', '<<A1\n'],
    ['comments', '/*'],
    ['texts', '"'],
    ['templates', '"${'],
    ['templates in templates', '"${a["'],
    ['lines', '\n'],
    ['blanks', ' '],
    ['backslashes', '"\\'],
  ])(
    'of %s without an end is answered in time that grows with its length',
    { timeout: 90_000 },
    (_, piece) => {
      for (const code of [filled(piece), block() + filled(piece)]) {
        const start = performance.now();
        expect(typeof beside('terraform', code).ok).toBe('boolean');
        expect(performance.now() - start).toBeLessThan(MOST);
      }
    },
  );

  it('of policies of other roles is as well', () => {
    const other = (index: number): string =>
      `resource "aws_iam_role" "r${index}" {\n  name = "r${index}"\n}\n${block(`aws_iam_role.r${index}.name`, undefined, `p${index}`)}`;
    const code = Array.from({ length: SIZE / 250 }, (_, index) => other(index)).join('');
    expect(code.length).toBeGreaterThan(SIZE * 0.8);
    const start = performance.now();
    const patch = beside('terraform', `${code}${roles}${block()}`);
    expect(performance.now() - start).toBeLessThan(MOST);
    expect(patch.ok && patch.value).toContain('s3:PutObject');
  });

  it.each([
    ['a variable', 'var.role'],
    ['a role that the file does not declare', 'aws_iam_role.elsewhere.name'],
  ])('that gives the role by %s is told as indicated, and `git apply` takes the difference', (_, role) => {
    const patch = beside('terraform', block(role));
    if (!patch.ok) throw new Error(patch.error);
    expect(patch.value).toMatch(
      /^line 2: .*of the role `ci` is indicated by its name and text alone, and not proved/,
    );
    expect(patch.value).toContain(`the role is given by \`${role}\``);
    const folder = mkdtempSync(join(tmpdir(), 'rolemend-beside-'));
    try {
      writeFileSync(join(folder, 'main.tf'), block(role));
      execFileSync('git', ['apply'], { cwd: folder, input: `${patch.value}\n`.replace(/\n+$/, '\n') });
      expect(readFileSync(join(folder, 'main.tf'), 'utf8')).toContain('s3:PutObject');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('that gives the role by its name, or by a role of the file, is not told as anything', () => {
    for (const code of [block('"ci"'), roles + block()])
      expect(beside('terraform', code)).toMatchObject({
        ok: true,
        value: expect.stringMatching(/^---/) as string,
      });
  });
});

const resource = (id: string, owner: string, statement: string): string => `  ${id}:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: ${NAME}
      ${owner}
      PolicyDocument:
        Statement:
          - ${statement}
`;
const STATEMENT = `Effect: Allow
            Action: [s3:GetObject]
            Resource: ${BUCKET}`;
const role = (id: string, name: string): string =>
  `  ${id}:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: ${name}\n`;
const template = (...parts: readonly string[]): string => `Resources:\n${parts.join('')}`;

describe('a template is left to its author', () => {
  it.each([
    ['with another resource', template(resource('P', 'Roles: [ci]', STATEMENT.replace(BUCKET, "'*'")))],
    ['with a policy of several roles', template(resource('P', 'Roles: [ci, deploy]', STATEMENT))],
    [
      'with a policy of a group as well',
      template(resource('P', 'Roles: [ci]\n      Groups: [all]', STATEMENT)),
    ],
    [
      'with two that may be the role’s',
      template(resource('P', 'Roles: [!Ref A]', STATEMENT), resource('Q', 'Roles: [!Ref B]', STATEMENT)),
    ],
    [
      'with a statement that an alias repeats',
      template(
        resource('P', 'Roles: [ci]', `&s\n            ${STATEMENT}`),
        resource('Q', 'Roles: [deploy]', '*s'),
      ),
    ],
    [
      'with a name that is a parameter',
      `Parameters:\n  Name:\n    Type: String\n    Default: ${NAME}\n${template(resource('P', 'Roles: [ci]', STATEMENT).replace(NAME, '!Ref Name'))}`,
    ],
    [
      'that repeats it by a function',
      `Resources:\n  Fn::ForEach::Roles:\n    - R\n    - [a, b]\n    - P:\n        Type: AWS::IAM::Policy\n        Properties:\n          PolicyName: ${NAME}\n          Roles: [!Ref R]\n          PolicyDocument: {Statement: [{Effect: Allow, Action: [s3:GetObject], Resource: '${BUCKET}'}]}\n`,
    ],
    [
      'whose one action is a block of text',
      template(
        resource('P', 'Roles: [ci]', STATEMENT.replace('[s3:GetObject]', '>-\n              s3:GetObject')),
      ),
    ],
  ])('%s', (_, code) => {
    expect(beside('cloudformation', code)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/^line \d+ .*changed there$/) as string,
    });
  });

  it('is set into the policy of the role, where another role has one of the same name', () => {
    const parts = [
      role('Deploy', 'deploy'),
      role('Ci', 'ci'),
      resource('Of', 'Roles: [!Ref Deploy]', STATEMENT),
    ];
    const patch = beside(
      'cloudformation',
      template(...parts, resource('Own', 'Roles: [!Ref Ci]', STATEMENT)),
    );
    expect(patch).toMatchObject({ ok: true, value: expect.stringContaining('s3:PutObject') as string });
    const at = Number(/^@@ -(\d+)/m.exec(patch.ok ? patch.value : '')?.[1]);
    expect(at).toBeGreaterThan(template(...parts).split('\n').length);
  });

  it.each([
    ['Roles: [!Ref Somebody]', true],
    ['Roles: [ci]', false],
  ])('that gives the role by `%s` is told as indicated: %s', (owner, isIndicated) => {
    const patch = beside('cloudformation', template(resource('P', owner, STATEMENT)));
    expect(patch).toMatchObject({ ok: true, value: expect.stringContaining('s3:PutObject') as string });
    expect(/^line \d+: .*is indicated by its name and text alone/.test(patch.ok ? patch.value : '')).toBe(
      isIndicated,
    );
  });

  it('is set in at the margin of the list, whatever a comment holds', () => {
    const patch = beside(
      'cloudformation',
      template(resource('P', 'Roles: [ci]', `# read-only\n            ${STATEMENT}`)),
    );
    expect(patch).toMatchObject({ ok: true, value: expect.stringMatching(/^\+ {10}- Effect/m) as string });
  });

  it.each([
    ['maps', `Resources:\n  A: ${'{a: '.repeat(20_000)}`],
    ['lists', `Resources:\n  A: ${'['.repeat(20_000)}`],
  ])('of %s without an end ends in an answer', (_, code) => {
    expect(typeof beside('cloudformation', code).ok).toBe('boolean');
  });
});
