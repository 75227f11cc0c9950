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

/** What the use of a name asks for at the most, whatever it is. */
export const MAY_ASK_FOR: Readonly<Record<Named, readonly string[]>> = {
  parameter: ['ssm:GetParameters', 'kms:Decrypt'],
  secret: ['secretsmanager:GetSecretValue', 'kms:Decrypt'],
  'report group': ['codebuild:*Report*', 'codebuild:BatchPut*', 's3:PutObject*', 'kms:*'],
};

/** `valueOf`: the value that a variable has when the build starts; null: it is not known. */
export function whyNoName(
  kind: Named,
  text: string,
  valueOf: (variable: string) => string | null = () => null,
): string | null {
  if (GRAMMARS[kind].test(text)) return null;
  const shown = `\`${text.slice(0, 200)}\``;
  if (!text.includes('$')) return `${shown} is no name of a ${kind}`;
  const values = [...text.matchAll(VARIABLE)].map(([, braced, plain]) => valueOf(braced ?? plain ?? ''));
  const expanded = values.includes(null) ? '' : text.replace(VARIABLE, () => values.shift() ?? '');
  const meant = GRAMMARS[kind].test(expanded) ? `; where it does, that is \`${expanded.slice(0, 200)}\`` : '';
  return `the name of the ${kind} is not known: nothing says that CodeBuild puts the value of a variable into ${shown}${meant}`;
}

const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;
