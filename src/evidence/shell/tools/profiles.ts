/**
 * The profiles that commands of a build write for AWS clients: `~/.aws/config`, `~/.aws/credentials` and `aws configure set`.
 * Source: AWS CLI User Guide, cli-configure-files and cli-configure-role; the order in which credentials are looked for is botocore's.
 */
import type { Invocation } from '../invocation.ts';
import { concat, EMPTY, isKnown, knownText, literal, type ShellText } from '../text.ts';
import { type AwsWords, readAwsWords } from './aws-command.ts';

/** Settings of one profile by their names. */
export type Profile = ReadonlyMap<string, ShellText>;

/** The settings that decide whose credentials a client takes. */
const OF_CREDENTIALS =
  /^(?:aws_access_key_id|aws_secret_access_key|aws_session_token|role_arn|source_profile|credential_source|external_id|role_session_name|web_identity_token_file|credential_process|sso_\w+)$/;

const FILES = [
  { variable: 'AWS_CONFIG_FILE', path: '~/.aws/config', prefix: /^profile\s+/ },
  { variable: 'AWS_SHARED_CREDENTIALS_FILE', path: '~/.aws/credentials', prefix: null },
] as const;

/** A profile as both files together have it; null: neither has it. `unknown`: what a file holds is not known. */
export function readProfile(name: string, invocation: Invocation): Profile | 'unknown' | null {
  const found = new Map<string, ShellText>();
  let isThere = false;
  for (const { variable, path, prefix } of FILES) {
    const given = invocation.variable(variable);
    const text = invocation.contents(given ?? literal(path));
    if (text === null && given !== null && knownText(given) !== '') return 'unknown';
    const sections = sectionsOf(text ?? EMPTY, prefix);
    if (sections === 'unknown') return 'unknown';
    const section = sections.get(name);
    isThere ||= section !== undefined;
    for (const [key, value] of section ?? []) found.set(key, value);
  }
  return isThere ? found : null;
}

type Sections = ReadonlyMap<string, Profile>;

function sectionsOf(text: ShellText, prefix: RegExp | null): Sections | 'unknown' {
  const sections = new Map<string, Map<string, ShellText>>();
  let section: Map<string, ShellText> | null = null;
  for (const line of linesWithUnknown(text)) {
    const known = knownText(line);
    const header = known === null ? null : /^\s*\[\s*([^\]]{1,200}?)\s*\]/.exec(known)?.[1];
    if (header) {
      const name = prefix === null ? header : header.replace(prefix, '').replace(/^(["'])(.*)\1$/, '$2');
      section = sections.get(name) ?? new Map<string, ShellText>();
      sections.set(name, section);
      continue;
    }
    const [first] = line.pieces;
    const start = isKnown(first) ? first.text : '';
    const [label, key = ''] = /^\s*(\w{1,60})\s*[=:]\s*/.exec(start) ?? [];
    if (label !== undefined) section?.set(key.toLowerCase(), trimmed(line, label.length));
    else if (known === null) return 'unknown';
  }
  return sections;
}

/** Lines of a text; a piece that is not known is taken to end no line. */
function linesWithUnknown({ pieces, origins }: ShellText): readonly ShellText[] {
  const lines: ShellText[] = [EMPTY];
  for (const piece of pieces) {
    const parts = isKnown(piece)
      ? piece.text.split('\n').map((part) => literal(part, origins))
      : [{ pieces: [piece], origins }];
    for (const [index, part] of parts.entries()) {
      if (index > 0) lines.push(part);
      else lines.push(concat([lines.pop() ?? EMPTY, part]));
    }
  }
  return lines;
}

function trimmed(line: ShellText, from: number): ShellText {
  const known = knownText(line);
  if (known !== null) return literal(known.slice(from).trim(), line.origins);
  return { ...line, pieces: line.pieces.filter((piece) => !isKnown(piece)) };
}

/** What `aws configure` writes. */
export function rememberConfiguration(invocation: Invocation): void {
  const { operands, options } = readAwsWords(invocation);
  const [service, verb, ...rest] = operands;
  if (service === undefined || knownText(service) !== 'configure') return;
  const chosen = chosenProfile(options, invocation);
  if (verb === undefined) rememberAnswers(chosen, invocation);
  else if (knownText(verb) === 'set') rememberSetting(rest, chosen, invocation);
}

/** `set [profile.NAME.]KEY VALUE`; what decides nothing about credentials is not kept. */
function rememberSetting(
  [name, value]: readonly ShellText[],
  chosen: ShellText,
  invocation: Invocation,
): void {
  if (name === undefined || value === undefined) return;
  const parts = (knownText(name) ?? '').split('.');
  const key = parts.at(-1) ?? '';
  if (!OF_CREDENTIALS.test(key)) return;
  const named = parts.slice(parts[0] === 'profile' ? 1 : 0, -1).join('.');
  writeSetting(invocation, named === '' ? chosen : literal(named), [key, value]);
}

/** It asks for key, secret, region and format on its input; an empty answer leaves what was there. */
function rememberAnswers(chosen: ShellText, invocation: Invocation): void {
  const { stdin } = invocation;
  if (stdin === null || knownText(stdin)?.startsWith('\n') === true) return;
  writeSetting(invocation, chosen, ['aws_access_key_id', stdin]);
}

function chosenProfile(options: AwsWords['options'], { variable }: Invocation): ShellText {
  return options.get('--profile')?.at(-1) ?? variable('AWS_PROFILE') ?? literal('default');
}

function writeSetting(
  { variable, write }: Invocation,
  profile: ShellText,
  [key, value]: readonly [key: string, value: ShellText],
): void {
  const isDefault = knownText(profile) === 'default';
  const header = concat([literal(isDefault ? '\n[' : '\n[profile '), profile, literal(']\n')]);
  const line = concat([literal(`${key} = `), oneLine(value), literal('\n')]);
  write(variable('AWS_CONFIG_FILE') ?? literal('~/.aws/config'), concat([header, line]), true);
}

/** A value that is several lines is of its first alone; one that is not known stays so. */
function oneLine(value: ShellText): ShellText {
  const known = knownText(value);
  return known === null ? value : literal(known.split('\n', 1)[0] ?? '', value.origins);
}
