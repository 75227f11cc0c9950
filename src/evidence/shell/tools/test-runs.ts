/** Tests that a command names: those that call AWS for themselves, by boto3 and without a stand-in for it, are said. Source: pytest, usage. */
import type { Invocation } from '../invocation.ts';
import { knownText, literal } from '../text.ts';
import { type Reading, unresolved } from './reading.ts';

const CALLS = /^\s*(?:import|from)\s+(?:boto3|aiobotocore|aioboto3)\b/m;
const STANDS_IN = /\b(?:moto|mock\w*|Mock|MagicMock|Stubber|patch|monkeypatch)\b/;

export function pytest({ args, file }: Invocation): readonly Reading[] {
  const paths = args
    .map((arg) => knownText(arg)?.split('::')[0] ?? '')
    .filter((path) => path.endsWith('.py'));
  return [...new Set(paths)].flatMap((path) => {
    const text = file(literal(path))?.text ?? '';
    return CALLS.test(text) && !STANDS_IN.test(text)
      ? [unresolved(`what \`${path}\` calls is in its own text, which \`pytest\` runs and which is not read`)]
      : [];
  });
}
