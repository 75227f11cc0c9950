/**
 * Commands that no table of this folder lists, read off the Service Authorization Reference: their action, and its resource where an option
 * bears the name that the reference gives to a part of its ARN. Never: a resource that an option names only loosely.
 */
import type { Action } from '../actions.ts';
import { type CatalogCall, passRole } from './call.ts';

/** One call for each kind of resource the action must be on; roles that are handed over make further ones. */
export function derivedCalls(action: Action, on: readonly string[]): readonly CatalogCall[] {
  const handed = action.level === 'write' ? ROLE_OPTIONS.map(passRole) : [];
  if (action.resourceTypes.length === 0) return [{ action: action.name, on: ['*'] }, ...handed];
  const required = action.resourceTypes.filter((type) => type.required);
  const groups =
    on.length > 0 || required.length < 2 ? [action.resourceTypes] : required.map((type) => [type]);
  return [
    ...groups.map((types) => ({ action: action.name, on: [...on, ...types.flatMap(templatesOf)] })),
    ...handed,
  ];
}

/** Options by which services are handed a role. Source: AWS CLI reference; IAM User Guide, id_roles_use_passrole. */
const ROLE_OPTIONS = [
  '--role',
  '--role-arn',
  '--service-role',
  '--service-role-arn',
  '--execution-role-arn',
  '--task-role-arn',
  '--job-role-arn',
  '--instance-role-arn',
];

const PLACEHOLDER = /\$\{(\w+)\}/g;
const OF_THE_CALL: ReadonlyMap<string, string> = new Map([
  ['Partition', '{partition}'],
  ['Region', '{region}'],
  ['Account', '{account}'],
]);

/** The ARN itself (`--topic-arn`), or its one part by the option of that part's name. */
function templatesOf({ name, arn }: Action['resourceTypes'][number]): readonly string[] {
  const parts = [...arn.matchAll(PLACEHOLDER)].map(([, part = '']) => part);
  const own = parts.filter((part) => !OF_THE_CALL.has(part));
  const [part] = own;
  const whole = `{--${kebab(name)}-arn}`;
  if (part === undefined || own.length > 1) return [whole];
  return [
    whole,
    ...optionsOf(part).map((option) =>
      arn.replaceAll(PLACEHOLDER, (_, found: string) => OF_THE_CALL.get(found) ?? `{${option}}`),
    ),
  ];
}

/** `DbInstanceName` → `--db-instance-name`, `--db-instance-identifier`, `--db-instance-id`, `--db-instance`. */
function optionsOf(part: string): readonly string[] {
  const option = `--${kebab(part)}`;
  const stem = option.replace(/-(?:name|identifier|id)$/, '');
  return [...new Set([option, `${stem}-name`, `${stem}-identifier`, `${stem}-id`, stem])];
}

function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
