/**
 * Commands that no table of this folder lists, read off the Service Authorization Reference: their action, and its resources where options
 * bear the names that the reference gives to the parts of an ARN. Never: a resource of a type that the action does not take, or one that an
 * option names only loosely.
 */
import type { Action, ResourceType } from '../actions.ts';
import { type CatalogCall, passRole, type TypeTemplates } from './call.ts';

/** One call for each kind of resource the action must be on; roles that are handed over make further ones. */
export function derivedCalls(
  action: Action,
  operation: string,
  templates: TypeTemplates = {},
): readonly CatalogCall[] {
  const handed = action.level === 'write' ? ROLE_OPTIONS.map(passRole) : [];
  if (action.resourceTypes.length === 0) return [{ action: action.name, on: ['*'] }, ...handed];
  const groups = groupsOf(action, operation);
  const calls = groups.map((types) => {
    const on = types.flatMap((type) => templates[type.name] ?? templatesOf(type, operation));
    return { action: action.name, on: TAGS_ONE.test(operation) ? on.map(ofNamed) : on };
  });
  return [...calls, ...handed];
}

/** A tag is given to what is named, of whichever type: a template that no option fills would name another object. */
const TAGS_ONE = /^(?:tag|untag|list-tags|add-tags|remove-tags)/;

function ofNamed(template: string): string {
  const named = template.replace('|*}', '}');
  return /\{(?!partition\}|region\}|account\})/.test(named) ? named : named.replace(/[^:/]+$/, '{@}');
}

/**
 * The types that the command is on, each group on one of its own: of types that are all optional the most particular one that it names;
 * tagging is on one object whatever the reference marks, and `listener/app` and `listener/net` are kinds of one type.
 */
function groupsOf(action: Action, operation: string): readonly (readonly ResourceType[])[] {
  const required = action.resourceTypes.filter((type) => type.required);
  if (required.length === 0 || ON_ONE_OBJECT.test(operation)) return [action.resourceTypes.toSorted(byParts)];
  const families = new Set(required.map(familyOf));
  return [...families].map((family) => required.filter((type) => familyOf(type) === family));
}

const familyOf = ({ name }: ResourceType) => name.split('/')[0];

const ON_ONE_OBJECT =
  /^(?:tag|untag|list-tags|add-tags|remove-tags|(?:put|get|delete)-resource-(?:based-)?policy|[a-z]+-resource$)/;

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
  '--iam-role',
  '--iam-role-arn',
  '--data-access-role-arn',
  '--access-role',
  '--custom-role-arn',
  '--logging-role',
  '--service-account-role-arn',
  '--compute-role-arn',
  '--iam-service-role-arn',
  '--cloud-watch-logs-role-arn',
  '--provisioning-role-arn',
  '--retrieval-role-arn',
  '--merged-api-execution-role-arn',
  '--agent-resource-role-arn',
  '--memory-execution-role-arn',
  '--evaluation-execution-role-arn',
  '--resource-access-role-arn',
  '--administration-role-arn',
  '--fleet-service-role',
  '--fleet-role-arn',
  '--service-role-override',
  '--file-system-access-role-arn',
  '--domain-execution-role',
  '--domain-iam-role-name',
  '--execution-role',
  '--infrastructure-role-arn',
  '--auto-scaling-role',
  '--step-execution-role-arn',
  '--pipeline-role-arn',
  '--cluster-role',
  '--scheduled-query-execution-role-arn',
  '--default-lambda-role',
  '--lambda-role',
  '--workspace-role-arn',
  '--s3-ingestion-role-arn',
  '--scanner-role-arn',
  '--sink-iam-role-arn',
  '--federation-role-arn',
  '--external-secret-rotation-role-arn',
  '--import-role-arn',
  '--runtime-role-arn',
  '--flow-actions-role-arn',
  '--channel-role-arn',
  '--kms-access-role-arn',
  '--meta-store-manager-role-arn',
  '--manage-access-role-arn',
  '--default-iam-role-arn',
  '--service-execution-role-arn',
  '--monitoring-role-arn',
  '--operations-role',
  '--service-access-role-arn',
  '--service-execution-role',
];

const PLACEHOLDER = /\$\{(\w+)\}/g;
const OF_THE_CALL: ReadonlyMap<string, string> = new Map([
  ['Partition', '{partition}'],
  ['Region', '{region}'],
  ['Account', '{account}'],
]);

function ownParts(arn: string): readonly string[] {
  return [...arn.matchAll(PLACEHOLDER)].map(([, part = '']) => part).filter((part) => !OF_THE_CALL.has(part));
}

const byParts = (left: ResourceType, right: ResourceType) =>
  ownParts(right.arn).length - ownParts(left.arn).length;

/** One template for each form of the type's ARN: an option for every part, the last also by the whole ARN. */
function templatesOf(type: ResourceType, operation: string): readonly string[] {
  return type.arn.split(', ').map((form) => {
    const arn = form
      .replace(':${AccountId}:', ':${Account}:')
      .replace(/\*$/, `{${[...wholeArns(type), '*'].join('|')}}`);
    const own = ownParts(arn);
    const last = own.at(-1) ?? '';
    const isNew = isCreated(last, type, operation);
    const taken = new Set<string>();
    const filled = new Map(
      own.map((part, index) => {
        const isLast = index === own.length - 1;
        const isNameOfNew = isNew && squash(part).startsWith(squash(type.name));
        const isOwn = isLast || isNameOfNew;
        const isMadeUp =
          isLast && (isNew || (own.length > 1 && isGenerated(part, own.at(-2) ?? '', operation)));
        const names = [
          ...(isOwn ? ownNames(part, type, operation) : namesOf(part)),
          ...(isMadeUp || MAKES.test(operation) ? [] : longerNames(part, isOwn ? type : null)),
        ];
        // What names an earlier part is not the later one too, and an ID is not told by a name.
        const left = names.filter((name) => !taken.has(name) && !(isId(part) && /names?$/.test(name)));
        for (const name of left) if (!/^[@~]/.test(name)) taken.add(name);
        return [part, `{${[...left, ...(isMadeUp ? ['*'] : [])].join('|')}}`];
      }),
    );
    return arn.replaceAll(PLACEHOLDER, (_, part: string) => OF_THE_CALL.get(part) ?? filled.get(part) ?? '');
  });
}

/** Of a type whose ARN ends in what is AWS's to make, only a whole ARN tells an object. */
const wholeArns = ({ name }: ResourceType) => [`${squash(name)}arn`, `${squash(name)}arns`, '@'];

/**
 * The last part of an ARN, where AWS makes it up and commands give the name before it, `tenant/${TenantName}/${TenantId}`, or where the
 * operation starts what it is the ID of: `start-job`.
 */
function isGenerated(part: string, before: string, operation: string): boolean {
  const [verb = '', ...noun] = operation.split('-');
  if (/^(?:start|run|submit)$/.test(verb) && squash(part) === `${noun.join('')}id`) return true;
  const isIdOfNamed = /id$/i.test(part) && /name$/i.test(before) && stemOf(part) === stemOf(before);
  return isIdOfNamed || /^(?:uuid|\w*RevisionNumber|RandomId)$/i.test(part);
}

const isId = (part: string) => /(?:^|[a-z])I[dD]$/.test(part);

const stemOf = (part: string) => squash(part).replace(/(?<=.)(?:name|identifier|id|arn)$/, '');

/** What makes an object may name another of its kind as its source. */
const MAKES =
  /^(?:allocate|build|clone|compare|copy|create|export|generate|import|merge|move|promote|publish|purchase|register|replace|request|restore|run|split|start|switch|translate)-/;

/**
 * `~name`: the only option whose name ends in these words, `--configuration-aggregator-name` for `AggregatorName`. A bare `name` or `id`
 * tells nothing.
 */
function longerNames(part: string, type: ResourceType | null): readonly string[] {
  const names = [...namesOf(part), ...(type === null ? [] : namesOf(squash(type.name)))];
  return names.filter((name) => !/^(?:name|identifier|id|arn)?s?$/.test(name)).map((name) => `~${name}`);
}

/** A new object's ID is AWS's to choose, and that of a piece of work which begins. */
function isCreated(part: string, type: ResourceType, operation: string): boolean {
  return (
    /^(?:(?:create|allocate|request|import|register)-|(?:start|submit)-.*-(?:job|task)$)/.test(operation) &&
    /id$/i.test(part) &&
    nounOf(operation) === squash(type.name)
  );
}

/** `DbInstanceName`: the options `--db-instance-name`, `-identifier`, `-id`, `-arn`, or none of these, in the singular or the plural. */
function namesOf(part: string): readonly string[] {
  const name = squash(part);
  const stem = stemOf(part);
  const stems = stem === 'app' ? [stem, 'application'] : [stem];
  const ends = ['name', 'identifier', 'id', '', 'arn'];
  const forms = [name, ...stems.flatMap((one) => ends.map((end) => `${one}${end}`))];
  return [...new Set(forms.flatMap((form) => [form, `${form}s`]))];
}

/**
 * The object itself: by its part's name or its type's, by the only ARN of its kind (`@`), and by less, `--name` or `--job-id`, where the
 * operation is on that type.
 */
function ownNames(part: string, type: ResourceType, operation: string): readonly string[] {
  const kind = squash(type.name);
  const noun = nounOf(operation);
  const generic =
    noun === kind || `${noun}s` === kind ? ['name', 'names', 'id', 'ids', 'identifier', 'identifiers'] : [];
  const sub = noun.startsWith(kind) ? ['id', 'identifier', ...lastWordsOf(type.name).flatMap(namesOf)] : [];
  return [...new Set([...namesOf(part), ...namesOf(kind), ...generic, ...sub, '@'])];
}

/** `inference-recommendations-job` → `recommendationsjobname`, `jobname`. */
function lastWordsOf(name: string): readonly string[] {
  const words = name.split(/[^A-Za-z0-9]/);
  return words.slice(1).map((_, index) => `${words.slice(index + 1).join('')}name`);
}

/** `batch-get-projects` → `project`. */
export function nounOf(operation: string): string {
  const words = operation.split('-').filter((word, index) => index > 0 || word !== 'batch');
  return words.slice(1).join('').replace(/s$/, '');
}

/** Names without what sets their words apart: `--db-instance-arn`, `DBInstanceArn`. */
export function squash(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
