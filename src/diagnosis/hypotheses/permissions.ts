/** Suppositions about a lacking permission: each need in question held against the policies and against what CloudTrail recorded. */
import { readRegistryRequest } from '#catalog/registry-requests.ts';
import { readRegistryHost, repositoryArn } from '#evidence/image-address.ts';
import type { Facts, SymptomEvidence } from '../facts.ts';
import { isDenied } from '../facts.ts';
import type { JudgedNeed } from '../finding.ts';
import type { Supposition, Tried } from './supposition.ts';

/** The role lacks one of these on a repository that the symptom, or else the build, names. */
export const lacks =
  (...actions: readonly string[]): Supposition =>
  (facts, symptoms) => {
    const asked = symptoms.map(requestOf);
    const requests = asked.filter((request) => request !== null);
    const isExact = requests.length > 0 && requests.length === asked.length;
    const needs = facts.needs.filter(({ action, resource }) =>
      isExact
        ? requests.some((request) => request.action === action && request.arn === resource)
        : actions.includes(action),
    );
    const wanted = isExact ? requests.map(({ action }) => action) : actions;
    return needs.length === 0 ? [unaskedFor(wanted)] : needs.map((need) => tryNeed(facts, need));
  };

/** The role lacks what an operation that a message names asks for. */
export const lacksNamed: Supposition = (facts, symptoms) => {
  const operations = symptoms.flatMap(({ detail }) => detail['operation']?.toLowerCase() ?? []);
  const needs = facts.needs.filter(({ action }) =>
    operations.includes(action.split(':')[1]?.toLowerCase() ?? ''),
  );
  return needs.map((need) => tryNeed(facts, need));
};

/** Needs of the build that a test picks, each as a supposition of its own. */
export const lacksAny =
  (pick: (need: JudgedNeed) => boolean): Supposition =>
  (facts) =>
    facts.needs.filter(pick).map((need) => tryNeed(facts, need));

function requestOf({ detail }: SymptomEvidence): { readonly action: string; readonly arn: string } | null {
  const request = readRegistryRequest(detail['method'] ?? '', detail['url'] ?? '');
  const host = request === null ? null : readRegistryHost(request.host);
  if (request === null || host === null) return null;
  return { action: request.action, arn: repositoryArn({ ...host, name: request.name }) };
}

function unaskedFor(actions: readonly string[]): Tried {
  return {
    supposition: `the role may not ${actions.map((action) => `\`${action}\``).join(', ')}`,
    outcome: 'open',
    because: 'no setting or command that could be read says on which repository',
  };
}

export function tryNeed(facts: Facts, need: JudgedNeed): Tried {
  const who = need.subject === 'service-role' ? 'the role' : 'CodeBuild itself';
  return { supposition: `${who} may not \`${need.action}\` on \`${need.resource}\``, ...weigh(facts, need) };
}

function weigh(facts: Facts, need: JudgedNeed): Omit<Tried, 'supposition'> {
  const { decision, deniedBy, missing } = need.decision;
  const recorded = need.evidence.find(
    (one) => one.kind === 'denial' && one.grade === 'recorded' && one.denial.action === need.action,
  );
  if (recorded !== undefined) {
    const now = decision === 'allowed' ? '; the policies allow it now, so retry the build' : '';
    return { outcome: 'kept', because: `AWS recorded its denial (${recorded.source.where})${now}` };
  }
  if (wasCalled(facts, need)) {
    return {
      outcome: 'dropped',
      because: 'CloudTrail recorded that this very call went through in the build',
    };
  }
  if (isDenied(need)) return { outcome: 'kept', because: `it is denied: stopped by ${deniedBy.join(', ')}` };
  if (decision === 'unknown') return { outcome: 'open', because: `it hangs on ${missing.join(', ')}` };
  return { outcome: 'dropped', because: 'the policies allow it' };
}

function wasCalled({ evidence }: Facts, { action, resource }: JudgedNeed): boolean {
  return evidence.some(
    (one) =>
      one.kind === 'use' &&
      one.grade === 'recorded' &&
      one.use.kind === 'aws-call' &&
      one.use.action === action &&
      one.use.resources.includes(resource),
  );
}
