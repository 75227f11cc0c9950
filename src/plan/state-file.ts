/**
 * What a tool keeps, from its own state. Comes in: a state of Terraform or OpenTofu (the file, or what `show -json` prints), or what
 * `pulumi stack export` prints. Goes out: its resources by kind, as far as they bear on a plan; or that it is none. Never: reads a
 * secret out of it, or takes what is not in it for kept by nobody.
 * Source: Terraform internals, JSON output format (`values`) and state version 4; Pulumi, stack export (deployment version 3).
 */
import { z } from 'zod';
import { err, ok, type Result } from '#basics/result.ts';

export type StateTool = 'terraform' | 'pulumi';

/** A resource, under Terraform's name of its type, with Terraform's names of its members. */
export interface KeptResource {
  readonly type: KeptType;
  /** As the state calls it. */
  readonly address: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface KeptState {
  readonly tool: StateTool;
  readonly resources: readonly KeptResource[];
}

const TYPES = {
  aws_iam_role: 'aws:iam/role:Role',
  aws_iam_role_policy: 'aws:iam/rolePolicy:RolePolicy',
  aws_iam_policy: 'aws:iam/policy:Policy',
  aws_iam_role_policy_attachment: 'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
  aws_ecr_repository: 'aws:ecr/repository:Repository',
  aws_ecr_repository_policy: 'aws:ecr/repositoryPolicy:RepositoryPolicy',
  aws_codebuild_project: 'aws:codebuild/project:Project',
  aws_iam_role_policies_exclusive: 'aws:iam/rolePoliciesExclusive:RolePoliciesExclusive',
  aws_iam_role_policy_attachments_exclusive:
    'aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive',
} as const;
export type KeptType = keyof typeof TYPES;

const isKept = (type: string): type is KeptType => Object.hasOwn(TYPES, type);

const values = z.record(z.string(), z.unknown());

const stateFileSchema = z.looseObject({
  version: z.literal(4),
  resources: z.array(
    z.looseObject({
      mode: z.string(),
      type: z.string(),
      name: z.string(),
      module: z.string().optional(),
      instances: z.array(z.looseObject({ attributes: values.optional() })),
    }),
  ),
});

const shownResource = z.looseObject({
  address: z.string(),
  mode: z.string(),
  type: z.string(),
  values,
});
type Module = {
  resources?: z.infer<typeof shownResource>[] | undefined;
  child_modules?: Module[] | undefined;
};
const moduleSchema: z.ZodType<Module> = z.lazy(() =>
  z.looseObject({
    resources: z.array(shownResource).optional(),
    child_modules: z.array(moduleSchema).optional(),
  }),
);
const shownSchema = z.looseObject({
  format_version: z.string(),
  values: z.looseObject({ root_module: moduleSchema }),
});

const pulumiSchema = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(z.looseObject({ urn: z.string(), type: z.string(), outputs: values.optional() })),
  }),
});

/** What is wrong with it, in words, where it is no such state. */
export function readState(text: string): Result<KeptState, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('it is no JSON');
  }
  const file = stateFileSchema.safeParse(value);
  if (file.success) return ok({ tool: 'terraform', resources: ofFile(file.data) });
  const shown = shownSchema.safeParse(value);
  if (shown.success) return ok({ tool: 'terraform', resources: ofModule(shown.data.values.root_module) });
  const exported = pulumiSchema.safeParse(value);
  if (exported.success) return ok({ tool: 'pulumi', resources: ofPulumi(exported.data) });
  return err(
    'it is no state of Terraform (version 4, or `terraform show -json`) and nothing that `pulumi stack export` prints',
  );
}

const ofFile = ({ resources }: z.infer<typeof stateFileSchema>): readonly KeptResource[] =>
  resources.flatMap(({ mode, type, name, module, instances }) => {
    if (mode !== 'managed' || !isKept(type)) return [];
    const address = `${module === undefined ? '' : `${module}.`}${type}.${name}`;
    return instances.flatMap(({ attributes }) =>
      attributes === undefined ? [] : [{ type, address, values: attributes }],
    );
  });

function ofModule({ resources = [], child_modules: children = [] }: Module): readonly KeptResource[] {
  const own = resources.flatMap(({ mode, type, address, values: of }) =>
    mode === 'managed' && isKept(type) ? [{ type, address, values: of }] : [],
  );
  return [...own, ...children.flatMap(ofModule)];
}

/** Pulumi spells members with capitals where Terraform has underscores. */
function ofPulumi({ deployment }: z.infer<typeof pulumiSchema>): readonly KeptResource[] {
  return deployment.resources.flatMap(({ urn, type, outputs = {} }) => {
    const kept = (Object.keys(TYPES) as KeptType[]).find((one) => TYPES[one] === type);
    if (kept === undefined) return [];
    const members = Object.entries(outputs).map(([name, one]) => [snake(name), one] as const);
    return [{ type: kept, address: urn, values: Object.fromEntries(members) }];
  });
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
