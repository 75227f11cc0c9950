/** Which fields the ARNs of a service have, by the resource types the Service Authorization Reference lists. */
import data from './data/actions.json' with { type: 'json' };

type Has = 'always' | 'never' | 'sometimes';

export interface ArnFields {
  readonly region: Has;
  readonly account: Has;
}

const TEMPLATE = /=arn:[^:;]*:([^:;]*):([^:;]*):([^:;]*):/g;

let known: ReadonlyMap<string, ArnFields> | null = null;

/** Null for a service that the list knows no ARN of. */
export function arnFieldsOf(service: string): ArnFields | null {
  known ??= readFields();
  return known.get(service) ?? null;
}

function readFields(): ReadonlyMap<string, ArnFields> {
  const found = new Map<string, ArnFields>();
  for (const { resources } of Object.values(data.services)) {
    for (const [, service = '', region = '', account = ''] of `=${resources}`.matchAll(TEMPLATE)) {
      const before = found.get(service);
      found.set(service, {
        region: joined(before?.region, region !== ''),
        account: joined(before?.account, account !== ''),
      });
    }
  }
  return found;
}

function joined(before: Has | undefined, has: boolean): Has {
  const here = has ? 'always' : 'never';
  return before === undefined || before === here ? here : 'sometimes';
}
