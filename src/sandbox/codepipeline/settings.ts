/** A pipeline as CreatePipeline takes it; members not listed are kept as they came. Source: CodePipeline API reference, PipelineDeclaration. */
import { z } from 'zod';

const name = z.string().regex(/^[A-Za-z0-9.@\-_]{1,100}$/);

const action = z.looseObject({
  name,
  actionTypeId: z.object({
    category: z.enum(['Source', 'Build', 'Deploy', 'Test', 'Invoke', 'Approval', 'Compute']),
    owner: z.enum(['AWS', 'ThirdParty', 'Custom']),
    provider: z.string().min(1),
    version: z.string().min(1),
  }),
  configuration: z.record(z.string(), z.string()).default({}),
  /** Where it runs; not there: where the pipeline is. */
  region: z.string().optional(),
});

export const pipelineSchema = z.looseObject({
  name,
  roleArn: z.string().startsWith('arn:'),
  artifactStore: z.looseObject({ type: z.literal('S3'), location: z.string().min(3) }),
  stages: z.array(z.looseObject({ name, actions: z.array(action).min(1) })).min(2),
});

export type PipelineSettings = z.output<typeof pipelineSchema>;
export type ActionSettings = PipelineSettings['stages'][number]['actions'][number];
