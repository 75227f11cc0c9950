/**
 * Encoded authorization messages, as EC2 hands them out. Comes in: a build's phase contexts and its log. Goes out: the encoded texts,
 * each once, as they are to be given to STS. Never: decodes. Source: AWS STS API, DecodeAuthorizationMessage.
 */
import type { Build, BuildLog } from '#account/snapshot.ts';

/** The text is one long word; a console or logger may have broken it over lines. */
const ENCODED = /Encoded\s+authorization\s+failure\s+message:?\s*([\w-]{40,}(?:\r?\n[\w-]{40,})*)/g;

/** Longest message STS takes. Source: AWS STS API, EncodedMessage (1 to 10,240 characters). */
const MAX_LENGTH = 10_240;

export function encodedMessages(left: {
  readonly build: Build | null;
  readonly log: BuildLog | null;
}): readonly string[] {
  const contexts = (left.build?.phases ?? []).flatMap((phase) =>
    phase.contexts.map(({ message }) => message),
  );
  const texts = [...contexts, (left.log?.lines ?? []).join('\n')];
  const found = texts.flatMap((text) => [...text.matchAll(ENCODED)].map(([, message = '']) => message));
  const whole = found.map((message) => message.replace(/\s+/g, ''));
  return [...new Set(whole)].filter((message) => message.length <= MAX_LENGTH);
}
