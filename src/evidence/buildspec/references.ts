/**
 * Names of parameters, secrets and report groups, as a buildspec or a project gives them. Comes in: the text. Goes out: why it names
 * nothing, or null. No page of the CodeBuild User Guide says that `$NAME` in one of them stands for the value of a variable.
 * Source: Systems Manager User Guide, sysman-paramstore-su-create; Secrets Manager API, CreateSecret; CodeBuild API, CreateReportGroup.
 */
const GRAMMARS = {
  parameter: /^(?:arn:[\w-]+:ssm:[\w-]*:\d*:parameter)?[\w./-]{1,2048}(?::[\w.-]{1,100})?$/,
  secret: /^(?:arn:[\w-]+:secretsmanager:[\w-]*:\d*:secret:)?[\w/+=.@!-]{1,512}$/,
  'report group': /^(?:arn:[\w-]+:codebuild:[\w-]*:\d*:report-group\/)?[\w-]{1,128}$/,
} as const;

export type Named = keyof typeof GRAMMARS;

export function whyNoName(kind: Named, text: string): string | null {
  if (GRAMMARS[kind].test(text)) return null;
  const shown = `\`${text.slice(0, 200)}\``;
  return text.includes('$')
    ? `the name of the ${kind} is not known: nothing says that CodeBuild puts the value of a variable into ${shown}`
    : `${shown} is no name of a ${kind}`;
}
