/**
 * Denials out of authorization messages that STS decoded. Comes in: decoded texts by their encoded ones. Goes out: evidence of grade
 * `recorded`, since AWS itself encoded what it says. Never: fills in what the message lacks, throws on any text.
 * Source: AWS STS API, DecodeAuthorizationMessage. It tells explicit from implicit, and no kind of policy.
 */
import type { Known } from '#account/snapshot.ts';
import type { Denial, Evidence } from './evidence.ts';
import { flagAt, objectAt, objectOf, textAt } from './json-members.ts';

const MAX_TEXT = 2_000;

export function readDecodedMessages(decoded: Readonly<Record<string, Known<string>>>): readonly Evidence[] {
  return Object.values(decoded).flatMap((one) => (one.kind === 'known' ? readDecoded(one.value) : []));
}

function readDecoded(text: string): readonly Evidence[] {
  const message = objectOf(jsonOf(text));
  const context = objectAt(message, 'context');
  if (context === null || flagAt(message, 'allowed') === true) return [];
  const denial: Denial = {
    action: textAt(context, 'action'),
    resource: textAt(context, 'resource'),
    principal: textAt(objectAt(context, 'principal'), 'arn'),
    operation: null,
    layer: null,
    explicit: flagAt(message, 'explicitDeny'),
    policyArn: null,
    authorizationId: null,
    missingAction: null,
    span: { start: 0, end: text.length },
    line: 1,
    truncated: false,
  };
  const source = {
    kind: 'authorization-message',
    where: 'an encoded message of the build, decoded by STS',
    text: text.slice(0, MAX_TEXT),
  } as const;
  return [{ kind: 'denial', grade: 'recorded', source, denial }];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
