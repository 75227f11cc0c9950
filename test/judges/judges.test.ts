/** Emitted code before judges that nobody here wrote: AWS's validator of templates, the CDK, a parser of HCL, and Terraform itself where it is. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { applyPatch } from 'diff';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { WrittenPolicy } from '#account/policy-address.ts';
import type { Plan } from '#plan/plan.ts';
import { besideFile } from '#render/emit/beside.ts';
import { emitCdk } from '#render/emit/cdk.ts';
import { emitCloudFormation } from '#render/emit/cloudformation.ts';
import { emitTerraform } from '#render/emit/terraform.ts';
import { synthesisedBuilds } from './builds-app.ts';
import { EMITTED_PLANS } from './emitted-plans.ts';

const HERE = join(import.meta.dirname, 'packages');
const STACKS = join(import.meta.dirname, '..', 'plan', 'stacks');
/** They are installed by `npm test`, and by nothing else. */
const need = createRequire(join(HERE, 'package.json'));
const isInstalled = existsSync(join(HERE, 'node_modules', 'aws-cdk-lib', 'package.json'));
const hasTerraform = spawnSync('terraform', ['version']).status === 0;

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
}
type Properties = Readonly<Record<string, unknown>>;

/** What `apply` writes, by where it is written; of policies of other layers, those that are a resource of their own. */
function written(
  { steps }: Plan,
  alone: readonly WrittenPolicy[] = ['registry', 'bucket', 'secret'],
): readonly (readonly [name: string, document: unknown])[] {
  return steps.flatMap((step) => {
    switch (step.kind) {
      case 'put-role-policy':
      case 'create-policy':
        return [[step.policyName, JSON.parse(step.after) as unknown] as const];
      case 'create-policy-version':
        return [[step.policyArn.split('/').at(-1) ?? '', JSON.parse(step.after) as unknown] as const];
      case 'create-role':
        return [[step.role, JSON.parse(step.trustPolicy) as unknown] as const];
      case 'create-repository':
        // A stack makes what it declares in its own region.
        return step.region === 'us-west-2' ? [[step.name, undefined] as const] : [];
      case 'write-policy': {
        const { kind, on } = step.at;
        const name = kind === 'bucket' ? 'artifacts' : kind === 'registry' ? 'registry' : on;
        return alone.includes(kind) ? [[name, JSON.parse(step.after) as unknown] as const] : [];
      }
      default:
        return [];
    }
  });
}

const NAMES = ['PolicyName', 'ManagedPolicyName', 'RoleName', 'RepositoryName', 'Bucket', 'SecretId'];
const DOCUMENTS = ['PolicyDocument', 'AssumeRolePolicyDocument', 'PolicyText', 'ResourcePolicy'];

/** The same of a template. */
function declared({ Resources = {} }: Template): readonly (readonly [string, unknown])[] {
  return Object.values(Resources)
    .filter(({ Type }) => Type !== 'AWS::CDK::Metadata')
    .map(({ Properties: of }) => [
      NAMES.map((name) => of[name]).find((one) => typeof one === 'string') ?? 'registry',
      DOCUMENTS.map((name) => of[name]).find((one) => one !== undefined),
    ]);
}

describe.skipIf(!isInstalled)('a template of CloudFormation', () => {
  interface Engine {
    validateTemplate(template: object, config: object): { readonly diagnostics: readonly object[] };
  }
  let judge: (text: string) => readonly object[];
  /** A plan is for one account, whose number stands in its ARNs. */
  const CONFIG = { severityLevel: 'WARN', exclude: { ids: ['W9013'] } };

  beforeAll(() => {
    const { CelEngine, TemplateContent } = createRequire(
      join(HERE, 'node_modules', 'aws-cdk-lib', 'package.json'),
    )('@aws/cloudformation-validate') as {
      CelEngine: new () => Engine;
      TemplateContent: new (text: string, name: string) => object;
    };
    const engine = new CelEngine();
    judge = (text) => engine.validateTemplate(new TemplateContent(text, 'plan.yaml'), CONFIG).diagnostics;
  });

  it('that is wrong is found out', () => {
    const [, plan] = EMITTED_PLANS[0] ?? [];
    const text = plan === undefined ? '' : emitCloudFormation(plan);
    expect(judge(text.replace('PolicyDocument:', 'PolicyDocumen:'))).not.toEqual([]);
    expect(judge(text.replace("'Allow'", "'Alow'"))).not.toEqual([]);
  });

  it.each(EMITTED_PLANS)("of %s passes AWS's validator, and holds what apply would write", (_, plan) => {
    const text = emitCloudFormation(plan);
    const template = (parse(text, { version: '1.1' }) ?? {}) as Template;
    expect(declared(template)).toEqual(written(plan));
    if (template.Resources !== undefined) expect(judge(text)).toEqual([]);
  });

  it.each(EMITTED_PLANS)('that is there, with %s added to it, is as right as it was', (_, plan) => {
    const before = readFileSync(join(STACKS, 'builds.yaml'), 'utf8');
    const patch = besideFile('cloudformation', plan, { path: 'builds.yaml', text: before });
    if (!patch.ok)
      return expect(patch.error).toContain('a stack can declare nothing of what the plan changes');
    const after = applyPatch(before, patch.value);
    const [was, is] = [before, String(after)].map((text) => parse(text, { logLevel: 'silent' }) as Template);
    const added = Object.entries(is?.Resources ?? {}).filter(([id]) => !(id in (was?.Resources ?? {})));
    expect(declared({ Resources: Object.fromEntries(added) })).toEqual(written(plan));
    return expect(judge(String(after))).toEqual(judge(before));
  });
});

describe.skipIf(!isInstalled)('a template that the tests of ownership go by', () => {
  it('is what the CDK synthesises', () => {
    const recorded = readFileSync(join(STACKS, 'cdk-builds.template.json'), 'utf8');
    expect(synthesisedBuilds(need('aws-cdk-lib') as Parameters<typeof synthesisedBuilds>[0])).toEqual(
      JSON.parse(recorded),
    );
  });
});

describe.skipIf(!isInstalled)('a construct of the CDK', () => {
  interface Cdk {
    readonly App: new (
      props: object,
    ) => { synth(): { getStackByName(name: string): { template: Template } } };
    readonly Stack: new (app: object, name: string) => object;
  }

  it.each(EMITTED_PLANS)('of %s is synthesised, and holds what apply would write', (_, plan) => {
    const cdk = need('aws-cdk-lib') as Cdk;
    const code = emitCdk(plan);
    const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    const { outputText, diagnostics } = ts.transpileModule(code, {
      compilerOptions: options,
      reportDiagnostics: true,
    });
    expect(diagnostics).toEqual([]);
    const module = join(mkdtempSync(join(HERE, 'node_modules', '.judged-')), 'plan.cjs');
    writeFileSync(module, outputText);
    const exported = need(module) as Record<string, new (scope: object, id: string) => object>;
    rmSync(dirname(module), { recursive: true });
    const app = new cdk.App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': false } });
    const stack = new cdk.Stack(app, 'Judged');
    expect(Object.values(exported).map((Construct) => new Construct(stack, 'Plan')).length).toBeLessThan(2);
    const { template } = app.synth().getStackByName('Judged');
    expect(declared(template)).toEqual(written(plan));
  });
});

describe.skipIf(!isInstalled)('Terraform of', () => {
  interface Tree {
    readonly rootNode: { readonly hasError: boolean };
  }
  let parseHcl: (text: string) => Tree;

  beforeAll(async () => {
    const { Parser, Language } = need('web-tree-sitter') as {
      Parser: {
        new (): { setLanguage(one: object): void; parse(text: string): Tree };
        init(): Promise<void>;
      };
      Language: { load(path: string): Promise<object> };
    };
    await Parser.init();
    const parser = new Parser();
    parser.setLanguage(
      await Language.load(need.resolve('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm')),
    );
    parseHcl = (text) => parser.parse(text);
  });

  it('nothing is parsed where a bracket is missing', () => {
    expect(parseHcl('resource "a" "b" {\n  name = jsonencode({\n}').rootNode.hasError).toBe(true);
  });

  it.each(EMITTED_PLANS)('%s is parsed', (_, plan) => {
    expect(parseHcl(emitTerraform(plan)).rootNode.hasError).toBe(false);
  });
});

describe.skipIf(!hasTerraform)('before terraform itself, that of', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolemend-terraform-'));
  writeFileSync(join(folder, 'empty.rc'), '');
  const env = { ...process.env, TF_CLI_CONFIG_FILE: join(folder, 'empty.rc'), CHECKPOINT_DISABLE: '1' };
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(EMITTED_PLANS)('%s is formatted already', (_, plan) => {
    const text = emitTerraform(plan);
    expect(execFileSync('terraform', ['fmt', '-'], { input: text, encoding: 'utf8', env })).toBe(text);
  });

  it('a policy that a file has already is formatted with what is added, and encodes what apply would write', () => {
    const before = {
      Effect: 'Allow',
      Action: ['ecr:BatchGetImage'],
      Resource: 'arn:aws:ecr:*:*:repository/a',
    };
    const after = [
      { ...before, Action: ['ecr:BatchGetImage', 'ecr:PutImage'] },
      { ...before, Resource: '*' },
    ];
    const [, plan] =
      EMITTED_PLANS.find(([, one]) => one.steps.some(({ kind }) => kind === 'put-role-policy')) ?? [];
    const [step] = plan?.steps.filter(({ kind }) => kind === 'put-role-policy') ?? [];
    if (plan === undefined || step?.kind !== 'put-role-policy') throw new Error('no such plan');
    const document = (Statement: unknown): string => JSON.stringify({ Version: '2012-10-17', Statement });
    const extending = { ...step, before: document([before]), after: document(after) };
    const text = emitTerraform({ ...plan, steps: [{ ...extending, after: extending.before }] });
    const patch = besideFile('terraform', { ...plan, steps: [extending] }, { path: 'main.tf', text });
    const now = patch.ok ? String(applyPatch(text, patch.value)) : patch.error;
    expect(execFileSync('terraform', ['fmt', '-'], { input: now, encoding: 'utf8', env })).toBe(now);
    const module = join(folder, 'extended');
    mkdirSync(module);
    const encoded = /= (jsonencode\([\s\S]*?\n {2}\}\))/.exec(now)?.[1] ?? '';
    writeFileSync(join(module, 'main.tf'), `output "one" {\n  value = ${encoded}\n}\n`);
    const options = { cwd: module, encoding: 'utf8', env } as const;
    execFileSync('terraform', ['apply', '-auto-approve', '-no-color'], options);
    const output = execFileSync('terraform', ['output', '-raw', 'one'], options);
    expect(JSON.parse(output)).toEqual(JSON.parse(extending.after));
  });

  /** What `jsonencode` makes of a document, as terraform's own console evaluates it. */
  it('every plan encodes the documents that apply would write', () => {
    EMITTED_PLANS.forEach(([, plan], index) => {
      const module = join(folder, `plan${index}`);
      mkdirSync(module);
      const encoded = [...emitTerraform(plan).matchAll(/= (jsonencode\([\s\S]*?\n {2}\}\))/g)];
      const outputs = encoded.map(
        ([, expression = ''], at) => `output "o${at}" {\n  value = ${expression}\n}\n`,
      );
      writeFileSync(join(module, 'main.tf'), outputs.join('\n'));
    });
    const run = (index: number): Readonly<Record<string, { readonly value: string }>> => {
      const options = { cwd: join(folder, `plan${index}`), encoding: 'utf8', env } as const;
      execFileSync('terraform', ['apply', '-auto-approve', '-no-color'], options);
      return JSON.parse(execFileSync('terraform', ['output', '-json'], options)) as ReturnType<typeof run>;
    };
    for (const [index, [, plan]] of EMITTED_PLANS.entries()) {
      const all = ['registry', 'bucket', 'secret', 'key', 'repository', 'vpcEndpoint'] as const;
      const documents = written(plan, all).flatMap(([, document]) =>
        document === undefined ? [] : [document],
      );
      const values = documents.length === 0 ? {} : run(index);
      expect(Object.values(values).map(({ value }) => JSON.parse(value) as unknown)).toEqual(documents);
    }
  });
});
