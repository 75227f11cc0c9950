/** Tags of the resource of a request, as policies ask for them. Source: IAM User Guide, access_tags. */
import type { Check } from './operation.ts';

/** `prefix`: the service's own keys, such as `ecr:ResourceTag/team`, are there beside the global ones; null: it has none. */
export function tagContext(
  prefix: string | null,
  tags: readonly (readonly [key: string, value: string])[],
): Pick<Check, 'context'> {
  if (tags.length === 0) return {};
  const services = ['aws', ...(prefix === null ? [] : [prefix])];
  return {
    context: Object.fromEntries(
      tags.flatMap(([key, value]) => services.map((service) => [`${service}:ResourceTag/${key}`, value])),
    ),
  };
}
