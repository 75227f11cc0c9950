/** What a configuration file may say; docs/schemas holds both as JSON Schema. */
import { z } from 'zod';
import { readConfirmation } from '#plan/confirmation.ts';
import { STRATEGIES } from '#plan/plan.ts';
import { isBare } from '../describe.ts';
import { PROJECT_NAME } from '../known-projects.ts';

/** What a file of the source may say too: where, of what, how it is told, and what narrows. */
const ofRepository = {
  $schema: z.string().optional().describe('where an editor finds this schema'),
  region: z.string().min(1).optional().describe('AWS region'),
  project: z
    .string()
    .regex(PROJECT_NAME)
    .optional()
    .describe('name of the project, where the command line names none'),
  color: z.enum(['always', 'never', 'auto']).optional().describe('as --color'),
  quiet: z.boolean().optional().describe('as --quiet'),
  details: z.boolean().optional().describe('as --details'),
  least: z.literal(true).optional().describe('as --least: grant only what evidence shows'),
};

/** `.rolemend.yaml` of a checkout, which whoever may push to it writes. */
export const repositorySchema = z.strictObject(ofRepository);

/** `config.yaml` of a person. */
export const configSchema = z.strictObject({
  ...ofRepository,
  project: z.string().min(1).optional().describe('the project, where the command line names none'),
  profile: z.string().min(1).optional().describe('profile of the AWS configuration'),
  strategy: z.enum(STRATEGIES).optional().describe('as --strategy'),
  policyName: z
    .string()
    .regex(/^[\w+=,.@-]{1,128}$/)
    .optional()
    .describe('as --policy-name'),
  confirm: z
    .array(z.string().refine((pair) => !isBare(pair) && readConfirmation(pair).ok, 'expected `ACTION=ARN`'))
    .optional()
    .describe('pairs to grant besides, as --confirm: ACTION=ARN, ecr-push=ARN, ecr-pull=ARN'),
  accounts: z
    .record(z.string().regex(/^\d{12}$/), z.strictObject({ profile: z.string().min(1) }))
    .optional()
    .describe('by account: the profile whose role is used for what a link names there'),
});

export type Config = z.infer<typeof configSchema>;
