/** What a build asks for with the keys of a role that it takes under session policies: no need of the project's role. */
import { parseArn } from '#iam/arn.ts';
import type { SessionEvidence } from '#evidence/bound-sessions.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { covers } from './covers.ts';
import type { Need } from './need.ts';
import { type NeedScope, requests, type UseRequest } from './request.ts';
import { requestsOfUse } from './uses.ts';

/** What commands are known to call. */
export function callsUnder(scope: NeedScope, taken: SessionEvidence): readonly Need[] {
  const { roleArn } = taken.session;
  const own = { ...scope, roleArn, account: parseArn(roleArn)?.account ?? scope.account };
  return taken.calls
    .flatMap((use) => requestsOfUse(use, own, { least: true }))
    .map((request) => needOf(request, taken, [taken]));
}

/** What a denial shows: as a command asks for it, else as the denial words it. Null: its text names no call. */
export function deniedUnder(
  calls: readonly Need[],
  taken: SessionEvidence,
  one: Extract<Evidence, { kind: 'denial' }>,
): Need | null {
  const { action, resource } = one.denial;
  if (action === null) return null;
  const call = calls.find(
    (asked) => asked.action.toLowerCase() === action.toLowerCase() && covers(asked.resource, resource),
  );
  if (call !== undefined) return { ...call, evidence: [one, taken] };
  const [worded] = requests([action], resource ?? '*');
  return worded === undefined ? null : needOf(worded, one, [one]);
}

const needOf = (
  request: UseRequest,
  { grade }: Pick<Need, 'grade'>,
  evidence: readonly Evidence[],
): Need => ({ ...request, grade, evidence });
