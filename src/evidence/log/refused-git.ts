/** What a 403 means that git got over HTTPS: from AWS a right is missing; another host's refusal is none of AWS's. */
import type { Candidate } from './found-symptom.ts';

/** By the address that answered; nothing for a host that is no repository of AWS's. */
export function refusedGit(url: string): Partial<Candidate> {
  if (/\/\/git-codecommit/.test(url))
    return { symptom: 'denied-without-detail', detail: { operation: 'GitPull', for: 'source', url } };
  if (/\/\/(?:codestar-connections|codeconnections)\./.test(url))
    return { symptom: 'source-denied', detail: { url } };
  return {};
}
