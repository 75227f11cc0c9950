import { describe, expect, it } from 'vitest';
import { findAction, type ResourceType } from '#catalog/actions.ts';
import { isOfType, type Swept, sweep } from './aws-cli-sweep.ts';

const swept = sweep();

interface Missing {
  readonly one: Swept;
  readonly type: ResourceType;
  /** The options that bear the name of the type or of its ARN's last part, perhaps behind another word (`source-`). */
  readonly bearing: readonly string[];
  /** The parts of its ARN that no option bears the name of. */
  readonly untold: readonly string[];
}

interface Reason {
  readonly holds: (missing: Missing) => boolean;
  /** How often it stands for a missing resource now. */
  readonly most: number;
}

const MAKES =
  /^(?:add|allocate|batch-create|batch-import|begin|bulk|clone|copy|create|deploy|export|generate|import|initiate|invoke|launch|open|post|publish|purchase|put|register|request|restore|run|send|split|start|submit|upload)-/;
const makes = ({ one }: Missing) => MAKES.test(one.command.split(' ')[1] ?? '');
const isMadeUp = (part: string) => /(?:^|[a-z])(?:id|uuid|number|time)$/i.test(part);
const namesSomething = (option: string) =>
  /(?:name|id|identifier|arn)s?$|url$/.test(option) && !/role|kms|token/.test(option);

/** Why a command does not tell a resource that its action must be on; the first that holds counts, and one must. */
const REASONS: Readonly<Record<string, Reason>> = {
  'its ARN is the same for every account and the command names another object': {
    holds: ({ type }) => partsOf(type).length === 0,
    most: 5,
  },
  'the command makes the object, and its ARN holds what AWS chooses then': {
    holds: (missing) => makes(missing) && missing.bearing.length === 0,
    most: 405,
  },
  'it is named inside a structure, which the sweep leaves out': {
    holds: ({ one, type }) =>
      one.structures.some((names) => names.split(/[ ,]/).some((name) => bears(name, type))),
    most: 99,
  },
  'the action is on one of several types, and the command names another': {
    holds: ({ one }) => one.uses.some(({ action }) => one.missing.some((each) => each.action === action)),
    most: 536,
  },
  'several options name objects of its kind, and which of them the action is on is not told': {
    holds: ({ bearing }) => bearing.length > 1,
    most: 20,
  },
  'its name is given, and its ARN holds an ID or a number of AWS in its place or behind it': {
    holds: ({ bearing, untold }) => bearing.length === 1 && untold.some(isMadeUp),
    most: 253,
  },
  'a part of its ARN besides its name is told by no option': {
    holds: ({ bearing, untold }) => bearing.length === 1 && untold.length > 0,
    most: 48,
  },
  'the command makes it from another object of its kind, which is the one that is named': {
    holds: (missing) => makes(missing) && missing.bearing.length === 1,
    most: 17,
  },
  'the command names other objects alone, and AWS knows which one this is by them': {
    holds: ({ bearing, one }) => bearing.length === 0 && one.options.some(namesSomething),
    most: 639,
  },
  'the command names no object at all: it is on whatever the account has': {
    holds: ({ bearing, one }) => bearing.length === 0 && !one.options.some(namesSomething),
    most: 148,
  },
};

const squash = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const stemOf = (part: string) => squash(part).replace(/(?<=.)(?:name|identifier|id|arn)$/, '');
const partsOf = ({ arn }: ResourceType) => {
  const resource = (arn.split(', ')[0] ?? '').split(':').slice(5).join(':');
  return [...resource.matchAll(/\$\{(\w+)\}/g)].map(([, part = '']) => part);
};

/** The names by which options call a thing: the name itself, and its stem with each of the usual ends. */
const formsOf = (name: string) =>
  [squash(name), ...['', 'name', 'identifier', 'id', 'arn'].map((end) => `${stemOf(name)}${end}`)].filter(
    (form) => !/^(?:name|identifier|id|arn)?$/.test(form),
  );

/** Whether an option's last words are one of these names, in the singular or the plural. */
const endsIn = (option: string, forms: readonly string[]) =>
  option.split('-').some((_, at, words) => {
    const end = squash(words.slice(at).join(''));
    return forms.includes(end) || forms.includes(end.replace(/s$/, ''));
  });

const bears = (option: string, type: ResourceType) =>
  endsIn(option, [...formsOf(partsOf(type).at(-1) ?? ''), ...formsOf(type.name)]);

function missingOf(one: Swept, type: ResourceType): Missing {
  // A name does not tell an ID.
  const tells = (option: string, part: string) =>
    endsIn(option, formsOf(part)) && !(isMadeUp(part) && /names?$/.test(option));
  const untold = partsOf(type).filter((part) => !one.options.some((option) => tells(option, part)));
  return { one, type, bearing: one.options.filter((option) => bears(option, type)), untold };
}

describe('the commands of the AWS CLI, held against the reference', () => {
  it('are those of every service', () => expect(swept.length).toBeGreaterThan(18_000));

  it('are on no resource of a type that the action does not take', () => {
    const wrong = swept.flatMap(({ command, uses }) =>
      uses
        .filter(({ action, resource }) => {
          const types = findAction(action)?.resourceTypes ?? [];
          if (resource === '*') return types.some(({ required }) => required);
          return !types.some((type) => isOfType(resource, type));
        })
        .map(({ action, resource }) => `${command}: ${action} ${resource}`),
    );
    expect(wrong).toEqual([]);
  });

  it('are asked for on whatever there is where the reference knows no type', () => {
    expect(swept.flatMap(({ command, unasked }) => unasked.map((action) => `${command}: ${action}`))).toEqual(
      [
        // Read as a login of its own.
        'ecr get-authorization-token: ecr:GetAuthorizationToken',
        'ecr-public get-authorization-token: ecr-public:GetAuthorizationToken',
      ],
    );
  });

  it('are on no resource with a name in it that nothing filled', () => {
    expect(swept.flatMap(({ uses }) => uses).filter(({ resource }) => /[{}$]|--/.test(resource))).toEqual([]);
  });

  it('say where it cannot be told what they are on', () => {
    const silent = swept.flatMap(({ command, missing, said, uses }) =>
      missing
        .filter(({ action }) => !said.some((why) => why.includes(action)))
        // One object of one of the types that the reference lists as required.
        .filter(({ action }) => !uses.some((use) => use.action === action))
        .map(({ type }) => `${command}: ${type.name}`),
    );
    expect(silent).toEqual([]);
  });

  it('lack a required resource for a stated reason, and no more often than this', () => {
    const all = swept.flatMap((one) => one.missing.map(({ type }) => missingOf(one, type)));
    const reasonOf = (missing: Missing) =>
      Object.entries(REASONS).find(([, { holds }]) => holds(missing))?.[0];
    const unstated = all.filter((missing) => reasonOf(missing) === undefined);
    expect(unstated.map(({ one, type }) => `${one.command}: ${type.name}`)).toEqual([]);
    const count = Object.fromEntries(Object.keys(REASONS).map((why) => [why, 0]));
    for (const missing of all) count[reasonOf(missing) ?? ''] = (count[reasonOf(missing) ?? ''] ?? 0) + 1;
    const most = Object.fromEntries(Object.entries(REASONS).map(([why, { most: limit }]) => [why, limit]));
    expect(count).toEqual(most);
  });
});
