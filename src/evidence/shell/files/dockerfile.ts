/**
 * Images that a Dockerfile takes others from. Comes in: its text, and the build arguments it is given. Goes out: the images of `FROM`,
 * `COPY --from` and `RUN --mount=from=`, each with its line. Never: a stage of the file itself, a guess at an argument that is not known.
 * Source: Dockerfile reference.
 */
import { concat, EMPTY, knownText, literal, type ShellText, unknown } from '../text.ts';

export interface TakenImage {
  readonly image: ShellText;
  readonly line: number;
  readonly text: string;
}

export interface DockerfileInput {
  readonly text: string;
  readonly args: ReadonlyMap<string, ShellText>;
}

/** Far above real files. */
const LIMITS = { instructions: 2_000, characters: 1 << 20 };

export function imagesOfDockerfile({ text, args }: DockerfileInput): readonly TakenImage[] {
  const stages = new Set<string>(['scratch']);
  const defaults = new Map<string, ShellText>();
  const value = (name: string): ShellText =>
    args.get(name) ?? defaults.get(name) ?? unknown(`build argument \`${name}\` is not known`);
  const taken: TakenImage[] = [];
  for (const { line, text: instruction } of instructionsOf(text)) {
    const [, keyword = '', rest = ''] = /^([A-Za-z]+)\s+([\s\S]*)$/.exec(instruction) ?? [];
    const images: ShellText[] = [];
    if (keyword.toUpperCase() === 'FROM') {
      const words = rest.split(/\s+/).filter((word) => !word.startsWith('--'));
      const image = filled(words[0] ?? '', value);
      if (!stages.has((knownText(image) ?? '').toLowerCase())) images.push(image);
      if (words[1]?.toLowerCase() === 'as' && words[2] !== undefined) stages.add(words[2].toLowerCase());
    }
    // Only arguments before the first stage are seen by `FROM`; a later one of the same name repeats them.
    if (keyword.toUpperCase() === 'ARG' && taken.length === 0) declare(rest, defaults, value);
    for (const from of fromsOf(keyword.toUpperCase(), rest)) {
      const isStage = stages.has(from.toLowerCase()) || /^\d+$/.test(from);
      if (!isStage) images.push(filled(from, value));
    }
    taken.push(...images.map((image) => ({ image, line, text: instruction.slice(0, 400) })));
  }
  return taken;
}

function declare(rest: string, defaults: Map<string, ShellText>, value: (name: string) => ShellText): void {
  const match = /^(\w+)=(\S*)/.exec(rest);
  if (match === null) return;
  const [, name = '', given = ''] = match;
  defaults.set(name, filled(given.replace(/^(["'])(.*)\1$/, '$2'), value));
}

function fromsOf(keyword: string, rest: string): readonly string[] {
  if (keyword === 'COPY') return [...rest.matchAll(/(?:^|\s)--from=(\S+)/g)].map(([, from = '']) => from);
  if (keyword !== 'RUN') return [];
  const mounts = [...rest.matchAll(/(?:^|\s)--mount=(\S+)/g)].map(([, mount = '']) => mount);
  return mounts.flatMap((mount) => /(?:^|,)from=([^,]+)/.exec(mount)?.[1] ?? []);
}

interface Instruction {
  readonly line: number;
  readonly text: string;
}

/** Instructions with their continued lines joined, without comments. */
function instructionsOf(text: string): readonly Instruction[] {
  if (text.length > LIMITS.characters) return [];
  const found: Instruction[] = [];
  let open: Instruction | null = null;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(raw)) continue;
    const isContinued = /\\\s*$/.test(raw);
    const part = isContinued ? raw.slice(0, raw.lastIndexOf('\\')) : raw;
    const whole: Instruction = {
      line: open?.line ?? index + 1,
      text: `${open?.text ?? ''}${part}`.trimStart(),
    };
    open = isContinued ? whole : null;
    if (!isContinued) found.push(whole);
    if (found.length >= LIMITS.instructions) break;
  }
  return open === null ? found : [...found, open];
}

const VARIABLE = /\$(?:(\w+)|\{(\w+)(?::?[-]([^}]*))?\})/g;

/** `$X`, `${X}` and `${X:-default}` put in; other forms of braces are not followed. */
export function filled(text: string, value: (name: string) => ShellText): ShellText {
  const parts: ShellText[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const name = match[1] ?? match[2] ?? '';
    const found = value(name);
    const isUnset = match[3] !== undefined && (knownText(found) ?? '') === '';
    parts.push(literal(text.slice(end, match.index)), isUnset ? literal(match[3] ?? '') : found);
    end = match.index + match[0].length;
  }
  const rest = text.slice(end);
  parts.push(rest.includes('${') ? unknown(`\`${text.slice(0, 100)}\` is not followed`) : literal(rest));
  return parts.length === 1 ? (parts[0] ?? EMPTY) : concat(parts);
}
