/** An explanation as the documents of `rolemend explain --json` and `--jsonl`. Source: the explanation format. */
import type { Explanation, Quote, TextFinding } from '#diagnosis/explanation.ts';
import type { Denial } from '#evidence/evidence.ts';
import type { CorpusLineDocument, ExplanationDocument } from './documents.ts';

export function explanationJson(
  explanation: Explanation & { readonly suspicious?: readonly string[] },
): ExplanationDocument {
  const { suspicious = [] } = explanation;
  return { schema: 'rolemend.explanation/1', ...contentJson(explanation), suspicious };
}

/** One line of `--jsonl`. */
export function corpusLineJson(id: string | number, explanation: Explanation): CorpusLineDocument {
  return { id, ...contentJson(explanation) };
}

type Content = Omit<CorpusLineDocument, 'id'>;

function contentJson({ denials, findings, permission }: Explanation): Content {
  return { denials: denials.map(denialJson), findings: findings.map(findingJson), permission };
}

function denialJson({ span, ...denial }: Denial): Content['denials'][number] {
  return { ...denial, span: [span.start, span.end] };
}

function findingJson({ evidence, consequences, ...finding }: TextFinding): Content['findings'][number] {
  return { ...finding, evidence: evidence.map(quoteJson), consequences: consequences.map(quoteJson) };
}

type QuoteDocument = Content['findings'][number]['evidence'][number];

function quoteJson({ kind, where, text, line, span }: Quote): QuoteDocument {
  return { kind, grade: 'claimed', where, text, line, span: [span.start, span.end] };
}
