/** `docker buildx bake`: its targets are said in its files. Source: docker buildx bake reference; Bake file reference. */
import { type BakeFile, merged, readBakeFiles, type Target, textsOf } from '../files/bake-file.ts';
import { isMapping, textOf, type Value } from '../files/hcl-values.ts';
import type { Invocation } from '../invocation.ts';
import { matchesPattern } from '../pattern.ts';
import { EMPTY, knownPrefix, knownText, literal, type ShellText, withoutPrefix } from '../text.ts';
import { readImageBuild } from './build-files.ts';
import { isOn, optionNames, readOptions } from './options.ts';
import { type Reading, unresolved } from './reading.ts';

const VALUED = optionNames(
  '-f --file --set --builder --progress --metadata-file --provenance --sbom --allow --call',
);
/** Looked for in this order; those that are there are put together. */
const FILES = optionNames(
  `compose.yaml compose.yml docker-compose.yml docker-compose.yaml
  docker-bake.json docker-bake.hcl docker-bake.override.json docker-bake.override.hcl`,
);
const UNREAD = unresolved('the images of `docker buildx bake` are named in its file, which was not read');
const STRANGE = unresolved(
  'the targets of `docker buildx bake` are written in a form of HCL that is not followed',
);

export function bake(invocation: Invocation): readonly Reading[] {
  const options = readOptions(invocation.args, VALUED);
  const given = options.all('-f', '--file');
  const paths = given.length > 0 ? given : FILES.map((name) => literal(name));
  const files = paths.flatMap((path) => invocation.file(path) ?? []);
  const overrides = options.all('--set').map(overrideOf).map(asAdded);
  const wanted = options.operands.map((name) => knownText(name));
  // An operand may be the address of a repository that holds the file.
  const isElsewhere = wanted.some((name) => name === null || /[:/]/.test(name));
  if (files.length === 0 || files.length < given.length || overrides.includes(null) || isElsewhere)
    return [UNREAD];
  const baked = readBakeFiles(files, invocation);
  if (baked === null) return [STRANGE];
  const names = expand(wanted.length === 0 ? ['default'] : wanted.filter((name) => name !== null), baked, 8);
  const isPushed = isOn(options, '--push');
  return [...new Set(names)].flatMap((name) => {
    const targets = baked.targetsNamed(name);
    if (targets.length === 0) return [UNREAD];
    return targets.flatMap((target) => {
      const set = overrides.filter(
        (one) => one !== null && matchesPattern(one.target, name, invocation.spend),
      );
      return readTarget(
        set.reduce((before, one) => (one === null ? before : overridden(before, one)), target),
        isPushed,
        invocation,
      );
    });
  });
}

/** Groups name targets and groups; `depth` ends a group that names itself. */
function expand(names: readonly string[], baked: BakeFile, depth: number): readonly string[] {
  return names.flatMap((name) => {
    const group = baked.group(name);
    return group === null || depth === 0 ? [name] : expand(group, baked, depth - 1);
  });
}

interface Override {
  /** A pattern. */
  readonly target: string;
  readonly key: string;
  readonly value: ShellText;
  readonly isAdded: boolean;
}

/** `--set TARGET.KEY=VALUE`; null: it is not known what it sets. */
function overrideOf(text: ShellText): Override | null {
  const [start, target = '', key = '', plus] = /^([^.=]+)[.]([\w.-]+?)([+])?=/.exec(knownPrefix(text)) ?? [];
  if (start === undefined) return null;
  return { target, key, value: withoutPrefix(text, start.length), isAdded: plus !== undefined };
}

/** The first of several for one list takes the place of the file's. */
function asAdded(one: Override | null, at: number, all: readonly (Override | null)[]): Override | null {
  const isMore = all.slice(0, at).some((other) => other?.target === one?.target && other?.key === one?.key);
  return one !== null && isMore ? { ...one, isAdded: true } : one;
}

/** What is set takes the place of what the file has. */
function overridden(target: Target, { key, value, isAdded }: Override): Target {
  const [name = '', argument] = key.split('.');
  if (argument !== undefined) return merged(target, new Map([[name, new Map([[argument, value]])]]));
  const isList = /^(?:tags|outputs?|cache-from|cache-to)$/.test(name);
  const own = name === 'outputs' ? 'output' : name;
  const before = isAdded ? textsOf(target.get(own)) : [];
  return new Map<string, Value>([...target, [own, isList ? [...before, value] : value]]);
}

function readTarget(target: Target, isPushed: boolean, invocation: Invocation): readonly Reading[] {
  const outputs = textsOf(target.get('output')).map((output) => knownText(output) ?? '');
  const pushes = isPushed || outputs.some((output) => /(^|,)(type=registry|push=true)(,|$)/.test(output));
  const text = (key: string): ShellText | null => {
    const value = target.get(key);
    return value === undefined ? null : textOf(value);
  };
  const args = target.get('args');
  const isEmpty = (one: ShellText) => knownText(one) === '';
  return readImageBuild(
    {
      context: text('context') ?? literal('.'),
      dockerfile: text('dockerfile'),
      isInContext: true,
      args: new Map(
        args !== undefined && isMapping(args) ? [...args].map(([name, value]) => [name, textOf(value)]) : [],
      ),
      cacheFrom: textsOf(target.get('cache-from')),
      cacheTo: textsOf(target.get('cache-to')),
      pushes: pushes ? textsOf(target.get('tags') ?? EMPTY).filter((tag) => !isEmpty(tag)) : [],
    },
    invocation,
  );
}
