/** Which fields the ARNs of a service have, by the resource types the Service Authorization Reference lists. */
import data from './data/actions.json' with { type: 'json' };

const HAS = ['always', 'sometimes', 'never'] as const;
type Has = (typeof HAS)[number];

export interface ArnFields {
  readonly region: Has;
  readonly account: Has;
}

/** Null for a service that the list knows no ARN of. */
export function arnFieldsOf(service: string): ArnFields | null {
  const services: Readonly<Partial<Record<Has, Readonly<Partial<Record<Has, string>>>>>> = data.arns;
  for (const region of HAS) {
    const account = HAS.find((has) => services[region]?.[has]?.split(' ').includes(service));
    if (account !== undefined) return { region, account };
  }
  return null;
}
