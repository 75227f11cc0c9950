/** An app of the CDK as teams write one: what it synthesises is recorded beside the tests of ownership. */
interface Cdk {
  readonly App: new (
    props: object,
  ) => {
    synth(): { getStackByName(name: string): { readonly template: object } };
  };
  readonly Stack: new (app: object, name: string, props?: object) => object;
  readonly aws_codebuild: {
    readonly Project: new (scope: object, id: string, props: object) => { readonly role: object };
    readonly BuildSpec: { fromObject(spec: object): object };
  };
  readonly aws_ecr: {
    readonly Repository: new (scope: object, id: string, props?: object) => { grantPull(to: object): void };
  };
  readonly aws_iam: {
    readonly Role: new (scope: object, id: string, props: object) => object;
    readonly ServicePrincipal: new (name: string) => object;
  };
}

/** The template of the stack `CdkBuilds`. */
export function synthesisedBuilds({ App, Stack, aws_codebuild, aws_ecr, aws_iam }: Cdk): object {
  const app = new App({
    context: { '@aws-cdk/core:validateAgainstDefaultRules': false, 'aws:cdk:enable-path-metadata': true },
    analyticsReporting: true,
  });
  const stack = new Stack(app, 'CdkBuilds', { env: { account: '290008131176', region: 'us-west-2' } });
  const repository = new aws_ecr.Repository(stack, 'App');
  const buildSpec = aws_codebuild.BuildSpec.fromObject({
    version: '0.2',
    phases: { build: { commands: ['make'] } },
  });
  const project = new aws_codebuild.Project(stack, 'Build', { buildSpec });
  repository.grantPull(project.role);
  const assumedBy = new aws_iam.ServicePrincipal('codebuild.amazonaws.com');
  const named = new aws_iam.Role(stack, 'Named', { assumedBy, roleName: 'cdk-named' });
  repository.grantPull(named);
  return app.synth().getStackByName('CdkBuilds').template;
}
