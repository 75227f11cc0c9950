/** A case read from its text says what the same case says as a value. */
import { expect, it } from 'vitest';
import { CaseReader } from '#iam/cases/case-text.ts';
import { simulate, simulateOn } from '#iam/simulate.ts';

const line = (document: string): string =>
  `{"request":{"principal":"arn:aws:iam::111122223333:user/ann","action":"s3:GetObject","resource":"arn:aws:s3:::b/k"},"policies":{"identity":[{"name":"P","document":${document}}]}}`;
const statement = (members: string): string =>
  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*"${members}}]}`;

it.each([
  ['plain', statement(',"Resource":"*"')],
  ['with an escape', statement(String.raw`,"Resource":"arn:aws:s3:::b\u002f*"`)],
  ['with a character that AWS refuses', statement(',"Resource":"arn:aws:s3:::ł/*"')],
  ['with such a character as an escape', statement(String.raw`,"Resource":"arn:aws:s3:::\u0142/*"`)],
  ['with half a character as an escape', statement(String.raw`,"Resource":"arn:aws:s3:::\ud800/*"`)],
  ['with colons in its texts', statement(',"Sid":"","Resource":["a:b:c",":"]')],
  ['with a wrong member below', statement(',"Resource":[{"a":1}]')],
  ['nested too deep', statement(`,"Resource":${'['.repeat(80)}${']'.repeat(80)}`)],
  ['nested far too deep', statement(`,"Resource":${'['.repeat(20_000)}${']'.repeat(20_000)}`)],
  ['as text', JSON.stringify(statement(',"Resource":"ł"'))],
])('a document %s', (_, document) => {
  const text = line(document);
  const reader = new CaseReader();
  for (const time of ['first', 'second', 'third']) {
    const read = reader.read(text);
    if (read === 'not-json') throw new Error(time);
    expect(simulateOn(read)).toEqual(simulate(JSON.parse(text)));
  }
});

it.each([
  ['in a document', line(statement(',"Resource":"*","Resource":"arn:aws:s3:::b/*"'))],
  ['as an escape', line(statement(String.raw`,"Resource":"*","\u0052esource":"arn:aws:s3:::b/*"`))],
  [
    'in a condition',
    line(statement(',"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"},"Bool":{}}')),
  ],
])('a key that stands twice %s is refused', (_, text) => {
  const reader = new CaseReader();
  for (const time of ['first', 'second', 'third']) {
    const read = reader.read(text);
    if (read === 'not-json') throw new Error(time);
    expect(simulateOn(read)).toMatchObject({
      error: { code: 'malformed-policy', message: 'the key stands twice' },
    });
  }
});

it('policies in policies without end are refused, as deep as they go', () => {
  const deep = `${'[{"policies":'.repeat(50_000)}[]${'}]'.repeat(50_000)}`;
  const text = line('{}').replace(/"identity":.*$/, `"identity":${deep}}}`);
  const read = new CaseReader().read(text);
  if (read === 'not-json') throw new Error(read);
  expect(simulateOn(read)).toMatchObject({
    error: { code: 'wrong-type', at: 'policies.identity[0].document' },
  });
});
