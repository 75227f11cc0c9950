import { describe, expect, it } from 'vitest';
import { findAction, type ResourceType } from '#catalog/actions.ts';
import { isOfType, type Swept, sweep } from './aws-cli-sweep.ts';

const swept = sweep();

interface Reason {
  readonly holds: (one: Swept, type: ResourceType) => boolean;
  /** How often it stands for a missing resource now. */
  readonly most: number;
}

/** Why a command does not tell a resource that its action must be on; the first that holds counts. */
const REASONS: Readonly<Record<string, Reason>> = {
  'no option bears its name: it is in a structure, behind the ID of another object, or new': {
    holds: ({ options }, type) => !options.some((option) => bears(option, type)),
    most: 1612,
  },
  'a part of its ARN is told by no option': {
    holds: ({ options }, type) =>
      partsOf(type).some((part) => !options.some((option) => squash(option).includes(stemOf(part)))),
    most: 348,
  },
  'the action is on one of several types, and the command names another': {
    holds: ({ uses }, type) => uses.some(({ resource }) => !isOfType(resource, type)),
    most: 168,
  },
  'an option bears its name beside another word (`source-`), or a name where its ARN holds an ID': {
    holds: () => true,
    most: 319,
  },
};

const squash = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const stemOf = (part: string) => squash(part).replace(/(?<=.)(?:name|identifier|id|arn)$/, '');
const partsOf = ({ arn }: ResourceType) =>
  [...arn.matchAll(/\$\{(\w+)\}/g)]
    .map(([, part = '']) => part)
    .filter((part) => !['Partition', 'Region', 'Account'].includes(part));
const bears = (option: string, type: ResourceType) =>
  [stemOf(partsOf(type).at(-1) ?? ''), squash(type.name)].some((name) => squash(option).includes(name));

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
    const count = Object.fromEntries(Object.keys(REASONS).map((why) => [why, 0]));
    for (const one of swept) {
      for (const { type } of one.missing) {
        const [why] = Object.entries(REASONS).find(([, { holds }]) => holds(one, type)) ?? [];
        if (why !== undefined) count[why] = (count[why] ?? 0) + 1;
      }
    }
    const most = Object.fromEntries(Object.entries(REASONS).map(([why, { most: limit }]) => [why, limit]));
    expect(count).toEqual(most);
  });
});
