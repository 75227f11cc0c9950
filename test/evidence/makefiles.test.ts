/** What a makefile leads to is followed where it is plain; rules that may matter and are not known are said. Beside `make-cases.ts`. */
import { describe, expect, it } from 'vitest';
import { askedBy, imageNeeds } from '../needs/asked.ts';
import { project } from './project.ts';

const HOST = '111122223333.dkr.ecr.us-west-2.amazonaws.com';
const pushed = (...names: readonly string[]) =>
  [...new Set(names.flatMap((name) => imageNeeds('push', name)))].toSorted();

function read(makefile: string, files: Readonly<Record<string, string>> = {}, run = 'make all') {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: [run] } } });
  const all: Readonly<Record<string, string>> = { Makefile: makefile, ...files };
  const script = (path: string) => (Object.hasOwn(all, path) ? (all[path] ?? null) : null);
  const folder = (path: string) =>
    Object.keys(all).flatMap((file) => {
      const below = path === '' ? file : file.startsWith(`${path}/`) ? file.slice(path.length + 1) : null;
      if (below === null) return [];
      const [name = '', ...more] = below.split('/');
      return [more.length > 0 ? `${name}/` : name];
    });
  return askedBy({
    project: project(),
    build: null,
    text,
    script,
    folder: (path) => [...new Set(folder(path))],
  });
}

describe('what a makefile computes', () => {
  it('is a folder of the source by its pattern', () => {
    const services = '$(notdir $(patsubst %/Dockerfile,%,$(wildcard services/*/Dockerfile)))';
    const makefile = `all: $(addprefix push-,${services})\npush-%:\n\tdocker push ${HOST}/$*\n`;
    const files = { 'services/web/Dockerfile': 'FROM scratch', 'services/api/Dockerfile': 'FROM scratch' };
    expect(read(makefile, files)).toEqual({ asked: pushed('api', 'web'), said: [] });
  });

  it('is said in a recipe where it is not known, and no word is taken for it', () => {
    const { asked, said } = read(`all:\n\tdocker push ${HOST}/$(word 1,$(shell cat names))\n`);
    expect(asked).toEqual([]);
    expect(said.join()).toMatch(/address of the image pushed is not known/);
  });

  it('is said where it is longer than any that is written by hand', () => {
    const long = `P=${'x'.repeat(9000)}\nW=${'a '.repeat(1500)}\nall:\n\tdocker push $(addprefix $(P),$(W))\n`;
    expect(read(long).said).toHaveLength(1);
    const deep =
      'A=$(B)$(B)$(B)$(B)\nB=$(C)$(C)$(C)$(C)\nC=' + 'x'.repeat(5000) + '\nall:\n\tdocker push $(A)\n';
    expect(read(deep).said.join()).toMatch(/make-length/);
  });
});

describe('a line of a recipe', () => {
  it('that others follow went well, unless it may fail', () => {
    const made = 'IMAGE=$$(uname -r) && echo app > name';
    const lines = (first: string) => `all:\n\t${first}\n\tdocker push ${HOST}/$$(cat name)\n`;
    expect(read(lines(`@${made}`)).asked).toEqual(pushed('app'));
    // Else it may be what the source has, which it has not.
    const { asked, said } = read(lines(`-${made}`));
    expect(asked).toEqual(pushed('app'));
    expect(said.join()).toMatch(/name/);
  });
});

describe('a rule that is not known', () => {
  const push = `\tdocker push ${HOST}/app\n`;

  it('is said where its commands may ask for something', () => {
    const { asked, said } = read(`$(shell cat names):\n${push}all: one\none:\n\techo\n`);
    expect(asked).toEqual([]);
    expect(said.join()).toMatch(/what this rule makes is not known/);
    expect(read('$(shell cat names):\n\techo\nall:\n\techo\n').said).toEqual([]);
  });

  it('is said by the target that may depend on it', () => {
    const { asked, said } = read(`all: $(shell cat names)\n\techo\npush:\n${push}`);
    expect(asked).toEqual([]);
    expect(said.join()).toMatch(/what `all` depends on is not known/);
  });

  it('is no question where the other rules are done, or ask for nothing', () => {
    const sources = 'SRC := $(shell find . -name "*.go")\n';
    expect(read(`${sources}all: push $(SRC)\npush:\n${push}`)).toEqual({ asked: pushed('app'), said: [] });
    expect(read(`${sources}all: $(SRC)\n\techo\nclean:\n\trm -rf dist\n`).said).toEqual([]);
  });

  it('is one of each way through a condition that is not known', () => {
    const both = `ifeq ($(shell cat name),x)\nall:\n\tdocker push ${HOST}/x\nelse\nall:\n\tdocker push ${HOST}/y\nendif\n`;
    expect(read(both)).toEqual({ asked: pushed('x', 'y'), said: [] });
    expect(read(`${both}all:\n${push}`)).toEqual({ asked: pushed('app'), said: [] });
  });

  it('is said where it is asked for by its name, and is one of a file that was not read', () => {
    expect(read('include common.mk\n', {}, 'make release').said.join()).toMatch(
      /no rule of the makefile that was read makes `release`/,
    );
  });
});

describe('a file to include that is not known', () => {
  const after = `all:\n\tdocker push ${HOST}/$(NAME)\n`;

  it('may define all that is defined before it otherwise, and what is defined only where nothing else does', () => {
    for (const text of [`NAME = a\ninclude $(shell cat x).mk\n`, `-include $(shell cat x)\nNAME ?= a\n`]) {
      const { asked, said } = read(`${text}${after}`);
      expect(asked).toEqual([]);
      expect(said.join()).toMatch(/which makefiles are included is not known/);
    }
  });

  it('is nothing where it says of sources what they depend on, matches nothing, or stands before', () => {
    for (const text of [
      'NAME = a\n-include $(shell find . -name "*.d")\n',
      'NAME = a\n-include $(wildcard *.mk)\n',
    ])
      expect(read(`${text}${after}`)).toEqual({ asked: pushed('a'), said: [] });
    expect(read(`NAME = b\ninclude conf/*.mk\n${after}`, { 'conf/a.mk': 'NAME = a\n' }).asked).toEqual(
      pushed('a'),
    );
    expect(read(`include $(shell cat x)\nNAME = a\n${after}`).asked).toEqual(pushed('a'));
  });
});
