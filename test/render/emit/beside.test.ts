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
