/** What AWS was asked to let be read, and whether it did: each action and thing once. */
import type { AnsweredRead, CallProblem } from '#account/ports.ts';
import { actionOf } from './call-problem.ts';
import { type CallSite, deniedResource } from './denied-resource.ts';
import type { Identity } from './identity.ts';

export interface AnsweredReads {
  /** `problem` null: it was read. */
  readonly note: (site: CallSite, problem: CallProblem | null) => void;
  /** With whose reads they are: the account is part of most ARNs. */
  readonly list: (identity: Identity | null) => readonly AnsweredRead[];
}

interface Noted {
  readonly site: CallSite;
  readonly refusal: CallProblem | null;
}

export function newAnsweredReads(): AnsweredReads {
  const noted = new Map<string, Noted>();
  return {
    note: (site, problem) => {
      // What is not there was looked for; an answer that did not come tells nothing of rights.
      if (problem !== null && problem.kind !== 'denied' && problem.kind !== 'not-found') return;
      const key = `${actionOf(site)} ${deniedResource(site, SOMEBODY)}`;
      const refusal = problem?.kind === 'denied' ? problem : null;
      // The second of two ways to read a thing may be let in where the first was not.
      if (refusal === null || !noted.has(key)) noted.set(key, { site, refusal });
    },
    list: (identity) => [...noted.values()].flatMap((one) => answeredOf(one, identity)),
  };
}

/** Any identity would do: it only tells things apart that the input tells apart. */
const SOMEBODY: Identity = { account: '', arn: '', partition: '' };

function answeredOf({ site, refusal }: Noted, identity: Identity | null): readonly AnsweredRead[] {
  if (refusal !== null && isForOthersToAllow(refusal)) return [];
  const action = refusal?.action ?? actionOf(site);
  const resource = refusal?.resource ?? deniedResource(site, identity);
  return resource === null ? [] : [{ action, resource, refused: refusal !== null, isDeny: isDeny(refusal) }];
}

const isDeny = (refusal: CallProblem | null): boolean => /with an explicit deny/.test(refusal?.message ?? '');

/**
 * No policy of the caller's own helps where the other side does not let it in. What only an organisation's management account may
 * be asked, Organizations refuses to others without a word of IAM. Sources: IAM User Guide, troubleshoot_access-denied;
 * Organizations API reference, ListParents.
 */
function isForOthersToAllow({ call, message }: CallProblem): boolean {
  if (/no resource-based policy allows/.test(message)) return true;
  const isOfManagement = call.startsWith('organizations:') && call !== 'organizations:DescribeOrganization';
  return isOfManagement && !message.includes('not authorized to perform');
}
