/**
 * Files of `docker buildx bake`. Comes in: files in HCL, JSON or of compose. Goes out: targets with what their settings come to, and groups.
 * Source: Bake file reference; Docker docs, Bake, inheritance, matrix and overrides.
 */
import type { Spend } from '#basics/regular/spend.ts';
import type { SourceFile } from '../invocation.ts';
import { concat, knownText, literal, type ShellText, unknown } from '../text.ts';
import { plainYaml, recordOf, scalarText } from '../tools/compose.ts';
import { filled } from './dockerfile.ts';
import { type Block, readHcl, readTemplate } from './hcl.ts';
import {
  type Expression,
  isList,
  isMapping,
  type Lookup,
  STRANGE,
  textOf,
  type Value,
} from './hcl-values.ts';

export type Target = ReadonlyMap<string, Value>;

export interface BakeFile {
  /** Several for one that has a matrix. */
  readonly targetsNamed: (name: string) => readonly Target[];
  /** Null: there is none of that name. */
  readonly group: (name: string) => readonly string[] | null;
}

interface Place {
  readonly variable: (name: string) => ShellText | null;
  readonly spend: Spend;
}

/** Far above the rows of a real matrix. */
const MAX_ROWS = 64;

/** Null: one of the files is not of a form that is read. */
export function readBakeFiles(files: readonly SourceFile[], place: Place): BakeFile | null {
  const blocks: Block[] = [];
  for (const file of files) {
    const found = blocksOf(file, place);
    if (found === null) return null;
    blocks.push(...found);
  }
  const settings = (type: string): ReadonlyMap<string, Settings> => {
    const all = new Map<string, Settings>();
    for (const block of blocks)
      if (block.type === type)
        all.set(block.label, new Map([...(all.get(block.label) ?? []), ...block.settings]));
    return all;
  };
  const [targets, groups] = [settings('target'), settings('group')];
  const lookup = variables(settings('variable'), place);
  const resolved = new Map<string, readonly Target[]>();
  const targetsNamed = (name: string): readonly Target[] => {
    const known = resolved.get(name);
    if (known !== undefined) return known;
    // Whoever inherits from itself finds nothing there.
    resolved.set(name, []);
    const own = targets.get(name);
    if (own === undefined) return [];
    const inherited = textsOf(own.get('inherits')?.(lookup))
      .flatMap((parent) => targetsNamed(knownText(parent) ?? ''))
      .reduce<Target>(merged, new Map());
    const made = rowsOf(own, lookup).map((at) =>
      merged(inherited, new Map([...own].map(([key, value]) => [key, value(at)] as const))),
    );
    resolved.set(name, made);
    for (const target of made) {
      const rowName = knownText(textOf(target.get('name') ?? literal('')));
      if (own.has('matrix') && rowName !== null && rowName !== '') resolved.set(rowName, [target]);
    }
    return made;
  };
  for (const [name, own] of targets) if (own.has('matrix')) targetsNamed(name);
  return {
    targetsNamed,
    group: (name) => {
      const own = groups.get(name)?.get('targets');
      return own === undefined ? null : textsOf(own(lookup)).map((one) => knownText(one) ?? '');
    },
  };
}

type Settings = ReadonlyMap<string, Expression>;

/** Later ones win; arguments of the build are put together. */
export function merged(one: Target, other: Target): Target {
  const args = [one.get('args'), other.get('args')];
  const all = args.flatMap((value) => (value !== undefined && isMapping(value) ? [...value] : []));
  return new Map<string, Value>([
    ...one,
    ...other,
    ...(all.length > 0 ? [['args', new Map(all)] as const] : []),
  ]);
}

/** Texts of a list; an object in it is written as the command line would have it: `type=registry,ref=…`. */
export function textsOf(value: Value | undefined): readonly ShellText[] {
  if (value === undefined) return [];
  if (!isList(value)) return [isMapping(value) ? optionOf(value) : value];
  return value.map((item) => (isMapping(item) ? optionOf(item) : textOf(item)));
}

function optionOf(object: ReadonlyMap<string, Value>): ShellText {
  return concat(
    [...object].flatMap(([key, value], at) => [literal(`${at === 0 ? '' : ','}${key}=`), textOf(value)]),
  );
}

/** The environment's value stands over the file's own. */
function variables(defined: ReadonlyMap<string, Settings>, { variable }: Place): Lookup {
  const known = new Map<string, Value>();
  const lookup: Lookup = (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const settings = defined.get(name);
    const why = unknown(`\`${name}\` is nothing that its file defines`);
    known.set(name, why);
    const value =
      settings === undefined ? why : (variable(name) ?? settings.get('default')?.(lookup) ?? literal(''));
    known.set(name, value);
    return value;
  };
  return lookup;
}

/** One for each row of its matrix. */
function rowsOf(settings: Settings, lookup: Lookup): readonly Lookup[] {
  const matrix = settings.get('matrix')?.(lookup);
  if (matrix === undefined || !isMapping(matrix)) return [lookup];
  let rows: readonly ReadonlyMap<string, Value>[] = [new Map()];
  for (const [name, values] of matrix)
    rows = rows
      .flatMap((row) =>
        (isList(values) ? values : []).map((value) => new Map([...row, [name, value] as const])),
      )
      .slice(0, MAX_ROWS);
  return rows.map((row) => (name) => row.get(name) ?? lookup(name));
}

function blocksOf(file: SourceFile, place: Place): readonly Block[] | null {
  if (file.path.endsWith('.hcl')) return readHcl(file.text, place.spend);
  const written = (text: string) => readTemplate(text, place.spend) ?? (() => STRANGE);
  const root = recordOf(plainYaml(file.text));
  const named = ['target', 'group', 'variable'].flatMap((type) =>
    Object.entries(recordOf(root[type])).map(([label, settings]) => ({
      type,
      label,
      settings: settingsOf(settings, written),
    })),
  );
  return [...named, ...composeTargets(recordOf(root['services']), place)];
}

type Written = (text: string) => Expression;

function settingsOf(settings: unknown, written: Written): Settings {
  return new Map(Object.entries(recordOf(settings)).map(([key, value]) => [key, plain(value, written)]));
}

/** Plain data, of which each text is written as its file's form has it. */
function plain(value: unknown, written: Written): Expression {
  if (typeof value === 'string') return written(value);
  if (Array.isArray(value)) {
    const items = (value as readonly unknown[]).map((item) => plain(item, written));
    return (lookup) => items.map((item) => item(lookup));
  }
  if (typeof value !== 'object' || value === null) return () => literal(scalarText(value));
  const entries = [...settingsOf(value, written)];
  return (lookup) => new Map(entries.map(([key, inner]) => [key, inner(lookup)]));
}

/** A service that is built is a target under its name; without groups all of them are baked. */
function composeTargets(services: Readonly<Record<string, unknown>>, { variable }: Place): readonly Block[] {
  const value = (name: string) => variable(name) ?? unknown(`\`${name}\` is not set where it is baked`);
  const written = (text: string) => () => filled(text, value);
  const built = Object.entries(services).filter(([, service]) => 'build' in recordOf(service));
  if (built.length === 0) return [];
  const targets = built.map(([label, service]) => {
    const { image, build } = recordOf(service);
    const given = typeof build === 'string' ? { context: build } : recordOf(build);
    const { tags, context, dockerfile, args, cache_from: from, cache_to: to } = given;
    const settings = {
      tags: Array.isArray(tags) ? tags : typeof image === 'string' ? [image] : [],
      ...(context === undefined ? {} : { context }),
      ...(dockerfile === undefined ? {} : { dockerfile }),
      ...(Array.isArray(args) || args === undefined ? {} : { args }),
      ...(from === undefined ? {} : { 'cache-from': from }),
      ...(to === undefined ? {} : { 'cache-to': to }),
    };
    return { type: 'target', label, settings: settingsOf(settings, written) };
  });
  const all = built.map(([name]) => literal(name));
  return [{ type: 'group', label: 'default', settings: new Map([['targets', () => all]]) }, ...targets];
}
