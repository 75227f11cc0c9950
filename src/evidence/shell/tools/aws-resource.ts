/**
 * The resource of a call: an ARN template of the catalog with the command's options filled in. Goes out: ARNs and the texts they come from,
 * or why they are not known. Never: an ARN with a part that no option gave, or one of another kind of resource than the template's.
 */
import { findAction, takesResource } from '#catalog/actions.ts';
import type { CatalogCall } from '#catalog/aws-cli/call.ts';
import { squash } from '#catalog/aws-cli/derived.ts';
import { catalogService } from '#catalog/aws-cli/services.ts';
import { answersTo, knownPrefix, knownText, literal, type ShellText, whyUnknown } from '../text.ts';
import { type AwsCommand, DEFAULT_CLUSTER } from './aws-command.ts';
import { completedName, nameKnownIn } from './aws-names.ts';
import { aliasIn, anyKey, BEHIND_ALIAS, KEY_OPTION } from './key-alias.ts';
import { isForm, MADE_UP, type Name, namesIn } from './aws-values.ts';
import type { ProjectPlace } from './reading.ts';

interface CallPlace extends Omit<ProjectPlace, 'region' | 'roleName'> {
  readonly region: ShellText;
}

type Filled = { readonly arns: readonly string[]; readonly from: readonly ShellText[] } | Unfilled;

interface Unfilled {
  readonly why: string;
}

/** The first of the call's templates that the command's options fill, or those of the calls that made up what it names. */
export function resourcesOf(call: CatalogCall, asWritten: AwsCommand, place: CallPlace): Filled {
  const command = withoutDefaults(asWritten);
  const own = firstFilled(call, command, place);
  if ('arns' in own) return own;
  const answered = withAnswered(command);
  const of = answered === null ? own : firstFilled(call, answered, place);
  return 'arns' in of ? of : own;
}

function firstFilled(call: CatalogCall, command: AwsCommand, place: CallPlace): Filled {
  for (const template of call.on) {
    const filled = fill(template, { ...command, action: call.action }, place);
    const isTaken =
      filled !== null && 'arns' in filled && filled.arns.every((arn) => takesResource(call.action, arn));
    if (isTaken) return tooOpen(filled, call.action) ?? filled;
    // What is named but not known is not left out: a template without it would name another object.
    if (filled !== null && 'why' in filled) return filled;
  }
  return { why: 'on a resource that its arguments do not name' };
}

/**
 * Where a part is not known, the ARN still names its region, its account, and an object, or the one that the object is in; but what AWS
 * made up in answer to a call of this build may be read by no other name. Null: it does.
 */
function tooOpen({ arns, from }: Extract<Filled, { arns: unknown }>, action: string): Unfilled | null {
  const open = from.filter((text) => knownText(text) === null);
  const isAnswer = open.every((text) => answersTo(text).length > 0);
  const isRead = isAnswer && ['read', 'list'].includes(findAction(action)?.level ?? '');
  const isWide = arns.some((arn) => {
    const [header, resource] = [arn.split(':').slice(0, 5), arn.split(':').slice(5).join(':')];
    if (header.some((field) => field.includes('*'))) return true;
    // A bucket and a key.
    if (header[2] === 's3') return /^[^/]*[*]/.test(resource);
    // `KIND/NAME`, `KIND:NAME/NAME` or the name alone: nothing is known of the first name that has a part which is not.
    const isOpen = /^(?:[^*]*[:/])?[*]/.test(resource);
    const isInAnother = /^\/?[^*:/]+[:/][^*:/]+[:/]/.test(resource);
    return isOpen && !isInAnother && !isRead;
  });
  const [text] = open;
  return text === undefined || !isWide
    ? null
    : { why: `on a resource that is not known: ${whyUnknown(text)}` };
}

/**
 * The command with the options of the calls in answer to which AWS made up its values: a query's ID is of the work group that it was started
 * in. Null: there are none.
 */
function withAnswered(command: AwsCommand): AwsCommand | null {
  const texts = [...command.options.values()].flat();
  const calls = texts.flatMap((text) => answersTo(text).flatMap((options) => [...options]));
  return calls.length === 0 ? null : { ...command, options: new Map([...calls, ...command.options]) };
}

/** A command that calls an action. */
interface Calling extends AwsCommand {
  readonly action: string;
}

function withoutDefaults(command: AwsCommand): AwsCommand {
  const defaults = catalogService(command.service)?.defaults ?? {};
  const said = [...command.options].filter(
    ([option, [text, ...more]]) =>
      text === undefined || more.length > 0 || knownText(text) !== defaults[option],
  );
  return { ...command, options: new Map(said) };
}

const PLACEHOLDER = /\{(?!partition\}|region\}|account\})[^}]*\}/g;

/** Null: an option of the template is not given, or names another kind of resource. */
function fill(template: string, command: Calling, place: CallPlace): Filled | null {
  const account = accountOf(command, place);
  const base = template
    .replaceAll('{partition}', place.partition)
    .replaceAll('{region}', knownText(place.region) ?? '')
    .replaceAll('{account}', knownText(account) ?? '');
  const placeholders = base.match(PLACEHOLDER) ?? [];
  const whole = named({ template, base, placeholder: placeholders.at(-1) ?? '' }, command);
  if (whole !== null) return whole;
  const texts = placeholders.map((placeholder) =>
    valuesOf(placeholder, withoutNamed(command, placeholders, placeholder)).map((text) =>
      settled(text, base),
    ),
  );
  if (texts.some((values) => values.length === 0)) return null;
  const around = [
    ...(template.includes('{region}') ? [place.region] : []),
    ...(template.includes('{account}') ? [account] : []),
  ];
  const names = texts.map((some, at) =>
    some.map((text) => {
      const isOpen = placeholders[at]?.endsWith(OPEN_END) === true;
      return namesIn(text, { action: command.action, isOpen });
    }),
  );
  const told = [
    ...texts.flatMap((some, at) => some.filter((_, index) => names[at]?.[index] === null)),
    ...around,
  ];
  const reason = told.map(whyUnknown).find((candidate) => candidate !== null);
  if (reason !== undefined && reason !== null) return { why: `on a resource that is not known: ${reason}` };
  const values = names.map((some) => some.flatMap((name) => name ?? []));
  if (values.flat().some(isForm)) return NOT_FOLLOWED;
  const arns = filledArns(base, placeholders, values);
  if (arns === null || 'why' in arns) return arns;
  const from = [...texts.flat(), ...around];
  return arns.every((arn) => arn === '*' || arn.startsWith('arn:')) ? { arns, from } : null;
}

function settled(text: ShellText, template: string): ShellText {
  const name = knownText(text) === null ? nameKnownIn(knownPrefix(text), template) : null;
  return name === null ? text : literal(name, text.origins);
}

/** What each build names anew: of a name that is known in part the rest may be anything. */
const OPEN_END = '|…}';

const NOT_FOLLOWED = { why: 'on a resource that is named in a form that is not followed' } as const;
/** One ARN for each combination of the options' values. */
function filledArns(
  base: string,
  placeholders: readonly string[],
  values: readonly (readonly Name[])[],
): readonly string[] | { readonly why: string } | null {
  let arns: readonly string[] = [base];
  for (const [index, placeholder] of placeholders.entries()) {
    const parts = values[index] ?? [];
    if (parts.length === 0) return null;
    const isAlias = base.includes(':key/') && parts.some(({ text }) => aliasIn(text) !== null);
    if (isAlias && !placeholder.includes(KEY_OPTION)) return BEHIND_ALIAS;
    const isLast = index === placeholders.length - 1;
    const next = arns.flatMap((arn) =>
      parts.map(({ text }) =>
        isAlias
          ? anyKey(arn.replace(placeholder, '*'), text)
          : withPart(arn, placeholder, { value: text, isLast }),
      ),
    );
    arns = next.flatMap((arn) => (arn === null ? [] : [arn]));
    if (arns.length !== next.length) return null;
  }
  return arns;
}

/** An option that holds the whole ARN, of the template's own kind. */
function named(
  { template, base, placeholder }: { template: string; base: string; placeholder: string },
  command: Calling,
): Filled | null {
  const asked = { action: command.action, isOpen: false };
  const ofKind = (texts: readonly ShellText[]): Filled | null => {
    const values = texts.flatMap((text) => namesIn(text, asked) ?? []);
    const arns = values.map(({ text }) => completedName(text, base));
    if (arns.length === 0 || !arns.every((arn) => isOfKind(arn, template))) return null;
    return values.some(isForm) ? NOT_FOLLOWED : { arns, from: texts };
  };
  for (const alternative of alternativesOf(placeholder)) {
    const every = alternative === '@' ? [...command.options.values()] : [given(alternative, command)];
    const [only, ...others] = every.flatMap((texts) => ofKind(texts) ?? []);
    if (only !== undefined && others.length === 0) return only;
  }
  return null;
}

/** Whether an ARN has the fixed parts of a template. */
function isOfKind(arn: string, template: string): boolean {
  if (!arn.startsWith('arn:')) return false;
  const pattern = template
    .split(/(\{[^}]*\}|[*]|[?])/)
    .map((piece) => {
      if (['{region}', '{account}', '{partition}'].includes(piece)) return '[^:]*';
      if (piece === '?') return '.';
      return piece === '*' || piece.startsWith('{') ? '.+' : piece.replace(/[.+^$()|[\]\\/]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${pattern}$`).test(arn);
}

interface Part {
  readonly value: string;
  readonly isLast: boolean;
}

/** The template with one part filled in; null: the value is another kind of thing. */
function withPart(base: string, placeholder: string, { value, isLast }: Part): string | null {
  const put = (arn: string, part: string) => arn.replace(placeholder, () => part);
  if (value === '*') return put(base, value);
  const name = completedName(value, base);
  if (base.startsWith(placeholder)) return put(base, name);
  // An address that stands for nothing here.
  if (/^https?:/.test(name)) return null;
  const before = base.slice(0, base.indexOf(placeholder));
  const kind = before.split(':').slice(5).join(':');
  if (!name.startsWith('arn:')) return put(base, plainName(name, kind));
  const [header, resource] = [name.split(':').slice(0, 5), name.split(':').slice(5).join(':')];
  const isOwn = header[2] === base.split(':')[2] && kind !== '' && resource.startsWith(kind);
  if (isOwn) {
    const rest = base.split(':').slice(5).join(':');
    const part = resource.slice(kind.length).replace(/:\*$/, '');
    return put([...header, rest].join(':'), isLast ? part : (part.split('/')[0] ?? part));
  }
  // The cluster of a service by its own ARN.
  return isLast ? null : put(base, resource.replace(/^[^/:]*[/:]/, '').replace(/:\*$/, ''));
}

/** Some services take an ID with its kind before it, `/hostedzone/Z1`; a parameter's path begins with the slash that its ARN has anyway. */
function plainName(name: string, kind: string): string {
  if (kind !== '' && name.startsWith(`/${kind}`)) return name.slice(kind.length + 1);
  return kind.endsWith('/') ? name.replace(/^\/+/, '') : name;
}

/** The names of a placeholder's options, whole ARNs only behind an `@`. */
const alternativesOf = (placeholder: string) =>
  placeholder === ''
    ? []
    : placeholder
        .slice(1, -1)
        .split('|')
        .filter((name) => name !== '…');

/** The command without the options that other parts bear the exact name of. */
function withoutNamed(command: AwsCommand, placeholders: readonly string[], own: string): AwsCommand {
  const others = placeholders.filter((placeholder) => placeholder !== own).flatMap(alternativesOf);
  const isExact = (name: string) => !name.startsWith('~');
  const mine = new Set(alternativesOf(own).filter(isExact).map(squash));
  const named = new Set(others.filter(isExact).map(squash));
  const left = [...command.options].filter(
    ([option]) => mine.has(squash(option)) || !named.has(squash(option)),
  );
  return { ...command, options: new Map(left) };
}

function valuesOf(placeholder: string, command: AwsCommand): readonly ShellText[] {
  for (const alternative of alternativesOf(placeholder)) {
    if (alternative === '*') return [MADE_UP];
    const values = alternative.startsWith('@')
      ? []
      : alternative.startsWith('~')
        ? onlyOneEnding(alternative.slice(1), command)
        : given(alternative, command);
    if (values.length > 0) return values;
  }
  const [only] = alternativesOf(placeholder).flatMap((name) => given(name, command));
  // Only a whole ARN would do, and what is given is not known.
  return only !== undefined && knownText(only) === null ? [only] : [];
}

/** The values of the one option whose name ends in these words; none where several do. */
function onlyOneEnding(name: string, { options }: AwsCommand): readonly ShellText[] {
  const [only, ...others] = [...options].filter(([option]) =>
    option.split('-').some((_, at, words) => squash(words.slice(at).join('')) === name),
  );
  return only !== undefined && others.length === 0 ? only[1] : [];
}

function given(name: string, { service, options }: AwsCommand): readonly ShellText[] {
  const wanted = squash(name);
  const values = [...options].flatMap(([option, texts]) => (squash(option) === wanted ? texts : []));
  const isDefault = service === 'ecs' && wanted === 'cluster' && !options.has('--resource-arn');
  return values.length === 0 && isDefault ? [DEFAULT_CLUSTER] : values;
}

function accountOf({ service, options }: AwsCommand, place: CallPlace): ShellText {
  const owner = catalogService(service)?.owner;
  return (owner === undefined ? undefined : options.get(owner)?.at(-1)) ?? literal(place.account);
}
