/** `docker buildx bake`: its targets are said in its files. JSON is read; HCL is named as unread. Source: Bake file reference. */
import type { Invocation } from '../invocation.ts';
import { knownText, literal, type ShellText } from '../text.ts';
import { readImageBuild } from './build-files.ts';
import { plainYaml, recordOf, scalarText } from './compose.ts';
import { isOn, optionNames, readOptions } from './options.ts';
import { type Reading, unresolved } from './reading.ts';

const VALUED = optionNames(
  '-f --file --set --builder --progress --metadata-file --provenance --sbom --allow --call',
);
const FILES = ['docker-bake.json', 'docker-bake.override.json'];
const UNREAD = 'the images of `docker buildx bake` are named in its file, which was not read';

export function bake(invocation: Invocation): readonly Reading[] {
  const options = readOptions(invocation.args, VALUED);
  const given = options.all('-f', '--file');
  const names = given.length > 0 ? given : FILES.map((name) => literal(name));
  const isHcl = names.some((name) => (knownText(name) ?? '').endsWith('.hcl'));
  const files = names.flatMap((name) => invocation.file(name) ?? []);
  const other = given.length > 0 ? null : invocation.file(literal('docker-bake.hcl'));
  if (isHcl || other !== null) {
    return [
      unresolved('the targets of `docker buildx bake` are written in HCL, which is not read: expected JSON'),
    ];
  }
  if (files.length === 0 || options.has('--set')) return [unresolved(UNREAD)];
  const roots = files.map(({ text }) => recordOf(plainYaml(text)));
  const targets = merged(roots.map(({ target }) => recordOf(target)));
  const groups = merged(roots.map(({ group }) => recordOf(group)));
  const wanted = options.operands.map((name) => knownText(name) ?? '');
  const chosen = expand(wanted.length === 0 ? ['default'] : wanted, groups, 8);
  return chosen.flatMap((name) =>
    readTarget(targets.get(name) ?? {}, { targets, isPushed: isOn(options, '--push'), invocation }),
  );
}

type Named = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

function merged(parts: readonly Readonly<Record<string, unknown>>[]): Named {
  const all = new Map<string, Readonly<Record<string, unknown>>>();
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    all.set(name, { ...all.get(name), ...recordOf(value) });
  }
  return all;
}

/** Groups name targets and groups; `depth` ends a group that names itself. */
function expand(names: readonly string[], groups: Named, depth: number): readonly string[] {
  return names.flatMap((name) => {
    const group = groups.get(name);
    return group === undefined || depth === 0 ? [name] : expand(texts(group['targets']), groups, depth - 1);
  });
}

interface Context {
  readonly targets: Named;
  readonly isPushed: boolean;
  readonly invocation: Invocation;
}

function readTarget(
  target: Readonly<Record<string, unknown>>,
  context: Context,
  depth = 8,
): readonly Reading[] {
  const parents = depth === 0 ? [] : texts(target['inherits']);
  const [parent, ...others] = parents.map((name) => context.targets.get(name) ?? {});
  const whole = { ...parent, ...target };
  if (others.length > 0 || parent?.['inherits'] !== undefined) return [unresolved(UNREAD)];
  const list = (key: string) => texts(whole[key]).map((text) => literal(text));
  const outputs = texts(whole['output']);
  const isPushed =
    context.isPushed || outputs.some((output) => /(^|,)(type=registry|push=true)(,|$)/.test(output));
  const path = (key: string): ShellText | null =>
    typeof whole[key] === 'string' ? literal(whole[key]) : null;
  return readImageBuild(
    {
      context: path('context') ?? literal('.'),
      dockerfile: path('dockerfile'),
      isInContext: true,
      args: new Map(
        Object.entries(recordOf(whole['args'])).map(([name, value]) => [name, literal(scalarText(value))]),
      ),
      cacheFrom: list('cache-from'),
      cacheTo: list('cache-to'),
      pushes: isPushed ? list('tags') : [],
    },
    context.invocation,
  );
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
