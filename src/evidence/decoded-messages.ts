/**
 * Denials out of authorization messages that STS decoded. Comes in: decoded texts by their encoded ones. Goes out: evidence of grade
 * `recorded`, since AWS itself encoded what it says. Never: fills in what the message lacks, throws on any text.
 * Source: AWS STS API, DecodeAuthorizationMessage. It tells explicit from implicit, and no kind of policy.
 */
import { z } from 'zod';
import type { Known } from '#account/snapshot.ts';
import type { Denial, Evidence } from './evidence.ts';

const word = z.string().nullish().catch(null);
const message = z.object({
  allowed: z.boolean().nullish().catch(null),
  explicitDeny: z.boolean().nullish().catch(null),
  context: z.object({
    principal: z.object({ arn: word }).nullish().catch(null),
    action: word,
    resource: word,
  }),
});

const MAX_TEXT = 2_000;

export function readDecodedMessages(decoded: Readonly<Record<string, Known<string>>>): readonly Evidence[] {
  return Object.values(decoded).flatMap((one) => (one.kind === 'known' ? readDecoded(one.value) : []));
}

function readDecoded(text: string): readonly Evidence[] {
  const parsed = message.safeParse(jsonOf(text));
  if (!parsed.success || parsed.data.allowed === true) return [];
  const { explicitDeny, context } = parsed.data;
  const denial: Denial = {
    action: context.action ?? null,
    resource: context.resource ?? null,
    principal: context.principal?.arn ?? null,
    operation: null,
    layer: null,
    explicit: explicitDeny ?? null,
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
