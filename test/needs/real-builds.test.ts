/**
 * Shapes of buildspec that public repositories have, each a folder of `test/cases/builds`: the buildspec, the files it calls, and in
 * `needs.txt` what it asks for, by hand from the documentation; a line `? WORDS` is what has to be said. Nothing else is asked or said.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cdkRoleArn } from '../builds/build-case.ts';
import { project } from '../evidence/project.ts';
import { askedBy, imageNeeds } from './asked.ts';

const cases = new URL('../cases/builds/', import.meta.url);
function written(line: string): readonly string[] {
  const [verb = '', name = ''] = line.split(' ');
  if (verb === 'cdk') return [`sts:AssumeRole ${cdkRoleArn(name)}`];
  return verb === 'push' || verb === 'pull' ? imageNeeds(verb, name) : [line];
}

describe('a build as public repositories have it', () => {
  it.each(readdirSync(cases))('%s', (name) => {
    const read = (path: string) => readFileSync(new URL(`${name}/${path}`, cases), 'utf8');
    const script = (path: string) => (existsSync(new URL(`${name}/${path}`, cases)) ? read(path) : null);
    const text = read('buildspec.yml');
    const batchServiceRole = /^batch:/m.test(text) ? project().serviceRole : null;
    const input = { project: project({ batchServiceRole }), build: null, text, script };
    const { asked, said } = askedBy(input);
    const lines = read('needs.txt')
      .split('\n')
      .filter((line) => line !== '');
    const needs = lines.filter((line) => !line.startsWith('? ')).flatMap(written);
    const open = lines.filter((line) => line.startsWith('? ')).map((line) => line.slice(2));
    expect(asked).toEqual([...new Set(needs)].sort());
    expect(said).toHaveLength(open.length);
    for (const [index, words] of open.entries()) expect(said[index]).toContain(words);
  });
});
