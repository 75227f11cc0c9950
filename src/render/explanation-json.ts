/** An explanation as the documents of `rolemend explain --json` and `--jsonl`. Source: the explanation format. */
import type { Explanation, Quote, TextFinding } from '#diagnosis/explanation.ts';
import type { Denial } from '#evidence/evidence.ts';

const EXPLANATION_SCHEMA = 'rolemend.explanation/1';

export function explanationJson(
  explanation: Explanation & { readonly suspicious?: readonly string[] },
): object {
  const { suspicious = [] } = explanation;
  return { schema: EXPLANATION_SCHEMA, ...contentJson(explanation), suspicious };
}

/** One line of `--jsonl`. */
export function corpusLineJson(id: string | number, explanation: Explanation): object {
  return { id, ...contentJson(explanation) };
}

function contentJson({ denials, findings, permission }: Explanation): object {
  return { denials: denials.map(denialJson), findings: findings.map(findingJson), permission };
}

function denialJson({ span, ...denial }: Denial): object {
  return { ...denial, span: [span.start, span.end] };
}

function findingJson({ evidence, consequences, ...finding }: TextFinding): object {
  return { ...finding, evidence: evidence.map(quoteJson), consequences: consequences.map(quoteJson) };
}

function quoteJson({ kind, where, text, line, span }: Quote): object {
  return { kind, grade: 'claimed', where, text, line, span: [span.start, span.end] };
}
