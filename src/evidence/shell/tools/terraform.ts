/**
 * `terraform init` and `tofu init` with a backend in S3: the state's bucket, its key and its lock. What the configuration makes is said, not
 * read. Source: Terraform and OpenTofu language, Backend Type: s3 (S3 Bucket Permissions, DynamoDB Table Permissions, State Locking).
 */
import type { Invocation } from '../invocation.ts';
import {
  concat,
  EMPTY,
  knownPrefix,
  knownText,
  literal,
  type ShellText,
  unknown,
  withoutPrefix,
} from '../text.ts';
import { isName } from './names.ts';
import { opaqueTool } from './opaque-tools.ts';
import { readOptions } from './options.ts';
import { called, type ProjectPlace, type Reading, type ToolReader, unresolved } from './reading.ts';

/** Where a backend usually stands: the folder itself cannot be listed. */
const FILES = [
  'backend',
  'main',
  'terraform',
  'providers',
  'provider',
  'versions',
  'state',
  'remote',
  'config',
];

export const terraform: ToolReader = (invocation, place) => {
  const options = readOptions(invocation.args, ['-backend-config', '-var', '-var-file', '-target', '-out']);
  const verb = knownText(options.operands[0] ?? EMPTY) ?? '';
  const said = opaqueTool(invocation);
  if (verb !== 'init' || knownText(options.last('-backend') ?? EMPTY) === 'false') return said;
  const folder = options.last('-chdir') ?? literal('.');
  const settings = backendOf(folder, invocation);
  if (settings === null) return said;
  const workspace = invocation.variable('TF_WORKSPACE');
  if (workspace !== null) settings.set(WORKSPACE, workspace);
  for (const given of options.all('-backend-config')) setGiven(settings, given, { folder, invocation });
  return [...stateReadings(settings, place), ...said];
};

/** Beside the names of the backend. */
const WORKSPACE = '\0workspace';

/** Another workspace than `default` keeps its state under its own name. */
function keyIn(settings: Settings): string | null {
  const key = knownText(settings.get('key') ?? EMPTY);
  const workspace = knownText(settings.get(WORKSPACE) ?? literal('default'));
  if (key === null || workspace === null || workspace === 'default') return workspace === null ? null : key;
  return `${knownText(settings.get('workspace_key_prefix') ?? literal('env:')) ?? ''}/${workspace}/${key}`;
}

type Settings = Map<string, ShellText>;

const BACKEND = /\bbackend\s+"s3"\s*\{((?:[^{}]|\{[^{}]*\})*)\}/;
const SETTING = /^\s*(\w+)\s*[={]\s*(?:"([^"]*)"|(\w+))?/gm;

/** Null: no file that is looked into has such a backend. */
function backendOf(folder: ShellText, { file }: Invocation): Settings | null {
  for (const name of FILES) {
    const block = BACKEND.exec(file(concat([folder, literal(`/${name}.tf`)]))?.text ?? '')?.[1];
    if (block !== undefined) return settingsIn(block);
  }
  return null;
}

function settingsIn(text: string): Settings {
  const lines = [...text.replace(/(?:#|\/\/).*$/gm, '').matchAll(SETTING)];
  return new Map(
    lines.map(([, name = '', quoted, bare]) => {
      const value = quoted ?? bare ?? '';
      return [name, value.includes('${') ? unknown('a value of its configuration') : literal(value)] as const;
    }),
  );
}

/** `key=value`, or a file of such lines. */
function setGiven(
  settings: Settings,
  given: ShellText,
  { folder, invocation }: { readonly folder: ShellText; readonly invocation: Invocation },
): void {
  const [start, name] = /^(\w+)=/.exec(knownPrefix(given)) ?? [];
  if (start !== undefined && name !== undefined) {
    settings.set(name, withoutPrefix(given, start.length));
    return;
  }
  const text = invocation.file(concat([folder, literal('/'), given]))?.text;
  if (text === undefined) settings.set('bucket', unknown('the file of its `-backend-config` was not read'));
  else for (const [key, value] of settingsIn(text)) settings.set(key, value);
}

/** Settings that make somebody else of the backend's caller. */
const OTHER_CALLER = ['role_arn', 'assume_role', 'assume_role_with_web_identity', 'profile', 'access_key'];

function stateReadings(settings: Settings, { partition, account, region }: ProjectPlace): readonly Reading[] {
  const value = (name: string) => knownText(settings.get(name) ?? EMPTY);
  const other = OTHER_CALLER.find((name) => settings.has(name) && value(name) !== '');
  if (other !== undefined)
    return [unresolved(`the state of Terraform is read with the credentials that its \`${other}\` names`)];
  const [bucket, key, at] = [value('bucket'), keyIn(settings), value('region') || region];
  if (!bucket || !key || !isName(bucket) || !isName(key) || !isName(at))
    return [unresolved('the bucket or the key of the state of Terraform is not known')];
  const from = ['bucket', 'key'].flatMap((name) => settings.get(name) ?? []);
  const call = (service: string, operation: string, resource: string) =>
    called(`${service}:${operation}`, resource, ...from);
  const state = `arn:${partition}:s3:::${bucket}/${key}`;
  const table = value('dynamodb_table');
  const lock = `arn:${partition}:dynamodb:${at}:${account}:table/${table}`;
  return [
    call('s3', 'ListBucket', `arn:${partition}:s3:::${bucket}`),
    ...['GetObject', 'PutObject'].map((name) => call('s3', name, state)),
    ...(value('use_lockfile') === 'true'
      ? ['GetObject', 'PutObject', 'DeleteObject'].map((name) => call('s3', name, `${state}.tflock`))
      : []),
    ...(table !== '' && table !== null && isName(table)
      ? ['DescribeTable', 'GetItem', 'PutItem', 'DeleteItem'].map((name) => call('dynamodb', name, lock))
      : []),
    ...(settings.has('dynamodb_table') && table === null
      ? [unresolved('the table that locks the state of Terraform is not known')]
      : []),
    ...(settings.has('kms_key_id')
      ? [unresolved('the state of Terraform is encrypted with a key, which asks for rights on it')]
      : []),
  ];
}
