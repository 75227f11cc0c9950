/** The forms a plan is printed in, by the name that `--emit` takes; apart, so that nothing else is loaded to list them. */
export const EMIT_FORMS = [
  'policy',
  'aws-cli',
  'terraform',
  'cloudformation',
  'cdk',
  'console',
  'runbook',
  'handoff',
  'json',
] as const;

/** One of them. */
export type EmitForm = (typeof EMIT_FORMS)[number];
