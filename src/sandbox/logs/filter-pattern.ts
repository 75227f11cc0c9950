/**
 * Filter patterns of CloudWatch Logs. Comes in: a pattern. Goes out: a test of messages; what AWS refuses, and by its
 * name what it takes and the sandbox does not, is thrown.
 * Source: CloudWatch Logs User Guide, FilterAndPatternSyntax.
 */
import { readFieldsPattern } from './fields-pattern.ts';
import { readJsonPattern } from './json-pattern.ts';
import { invalidPattern, PatternReader, type Test, unservedPattern } from './pattern-reader.ts';
import { AwsError } from '../operation.ts';

/** An empty pattern means every message. */
export function readFilterPattern(text: string): Test {
  const reader = new PatternReader(text);
  const test = readWhole(reader);
  if (!reader.isAtEnd) throw invalidPattern('more text than a pattern');
  return test;
}

function readWhole(reader: PatternReader): Test {
  if (reader.take('{')) return readJsonPattern(reader);
  if (reader.take('[')) return readFieldsPattern(reader);
  return readExpressionAlone(reader) ?? readTerms(reader);
}

function readExpressionAlone(reader: PatternReader): Test | null {
  const expression = reader.expression();
  if (expression !== null && !reader.isAtEnd) throw unservedPattern('terms beside a regular expression');
  return expression;
}

type Sign = '' | '-' | '?';

/** All terms are in the message and none of the excluded; of optional ones at least one, where there are no others. */
function readTerms(reader: PatternReader): Test {
  const terms: { readonly sign: Sign; readonly term: string }[] = [];
  while (!reader.isAtEnd) {
    const sign = reader.take('-') ? '-' : reader.take('?') ? '?' : '';
    terms.push({ sign, term: reader.quoted() ?? readWord(reader) });
  }
  const of = (wanted: Sign): readonly string[] =>
    terms.flatMap(({ sign, term }) => (sign === wanted ? [term] : []));
  const [all, none, any] = [of(''), of('-'), of('?')];
  if (all.length + none.length === 0 && any.length > 0)
    return (message) => any.some((term) => message.includes(term));
  return (message) =>
    all.every((term) => message.includes(term)) && none.every((term) => !message.includes(term));
}

/** What is no letter, digit or underscore stands in quotation marks. */
function readWord(reader: PatternReader): string {
  const word = reader.match(/\S+/) ?? '';
  if (/^\w+$/.test(word)) return word;
  throw new AwsError('InvalidParameterException', `Invalid character(s) in term '${word}'`);
}
