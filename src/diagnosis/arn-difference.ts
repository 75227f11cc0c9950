/** In which field a policy's resource differs from the resource a build uses. */
import { type Arn, parseArn } from '#iam/arn.ts';

/** A clause for people, such as ``allows it in region `us-east-1`, the build uses `us-west-2` ``; null where nothing compares. */
export function arnDifference(patterns: readonly string[], resource: string): string | null {
  const wanted = parseArn(resource);
  if (wanted === null) return null;
  const address = patterns.find((pattern) => IMAGE_ADDRESS.test(pattern));
  if (address !== undefined) {
    return `names the image address \`${address}\`, where only an ARN such as \`${resource}\` matches`;
  }
  const named = patterns.map((pattern) => ({ pattern, arn: parseArn(pattern) }));
  const near = named.find(({ arn }) => arn?.service === wanted.service);
  if (near === undefined || near.arn === null) return null;
  const differing = FIELDS.filter((field) => differs(near.arn, wanted, field));
  const [only] = differing;
  if (only === undefined || differing.length > 1) {
    return `allows it on \`${near.pattern}\`, the build uses \`${resource}\``;
  }
  return `allows it for ${only} \`${near.arn[only]}\`, the build uses \`${wanted[only]}\``;
}

const FIELDS = ['partition', 'region', 'account', 'resource'] as const;

/** Host of an ECR image address. Source: ECR User Guide, registries. */
const IMAGE_ADDRESS = /\d{12}\.dkr[.-]ecr\b/;

function differs(near: Arn | null, wanted: Arn, field: (typeof FIELDS)[number]): boolean {
  return near !== null && near[field] !== wanted[field] && near[field] !== '*';
}
