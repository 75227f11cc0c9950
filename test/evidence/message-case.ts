/** What a message says, held against what it is known to say; shared by the tests that read many messages. */
import { cleanText } from '#evidence/log/clean-text.ts';
import type { Denial } from '#evidence/evidence.ts';
import type { Explanation } from '#diagnosis/explanation.ts';

export interface MessageCase {
  readonly id: string;
  readonly text: string;
  readonly expected: {
    readonly denial: Pick<Denial, 'action' | 'resource' | 'principal' | 'layer' | 'explicit'> | null;
    readonly permission: boolean;
  };
}

const FIELDS = ['action', 'resource', 'principal', 'layer', 'explicit'] as const;

/** The fields in which the first denial differs from the expected one. */
export function differences({ expected }: MessageCase, explanation: Explanation): readonly string[] {
  const [denial = null] = explanation.denials;
  if (expected.denial === null || denial === null) {
    if (expected.denial === denial) return [];
    return [denial === null ? 'denial not found' : 'denial invented'];
  }
  const wanted = expected.denial;
  return FIELDS.flatMap((field) =>
    denial[field] === wanted[field]
      ? []
      : [`${field}: ${JSON.stringify(denial[field])}, not ${JSON.stringify(wanted[field])}`],
  );
}

const WORDS = [
  'action',
  'resource',
  'principal',
  'operation',
  'policyArn',
  'authorizationId',
  'missingAction',
] as const;

/** Values of a denial that do not stand in the text, white space and escapes aside. */
export function inventedFields(text: string, explanation: Explanation): readonly string[] {
  const said = withoutSpace(cleanText(text, true).text) + withoutSpace(text);
  return explanation.denials.flatMap((denial) =>
    WORDS.filter((field) => denial[field] !== null && !said.includes(withoutSpace(denial[field]))),
  );
}

const withoutSpace = (text: string): string => text.replace(/\s+/g, '');

/** Spans that do not lie in the text. */
export function spansOutside(text: string, { denials, findings }: Explanation): readonly object[] {
  const quotes = findings.flatMap(({ evidence, consequences }) => [...evidence, ...consequences]);
  return [...denials, ...quotes]
    .map(({ span }) => span)
    .filter(({ start, end }) => start < 0 || start > end || end > text.length);
}
