/** The engine's own list of actions that work on no resource, against the catalogue of all services. */
import { describe, expect, test } from 'vitest';
import { actionsOf } from '#catalog/actions.ts';
import catalog from '#catalog/data/actions.json' with { type: 'json' };
import { isWithoutResource } from '#iam/services/without-resource.ts';

/** Services the list holds in full. Of others it holds what the facts name, and takes the rest at its word. */
const IN_FULL = ['ecr', 'ecr-public', 'codebuild', 'kms', 'secretsmanager', 'sts', 'ssmmessages'];

const services = Object.keys(catalog.services);

const withoutTypes = (service: string): readonly string[] =>
  actionsOf(service)
    .filter(({ resourceTypes }) => resourceTypes.length === 0)
    .map(({ name }) => name);

const listed = (service: string): readonly string[] =>
  actionsOf(service)
    .map(({ name }) => name)
    .filter((name) => isWithoutResource(name.toLowerCase()));

describe('actions that work on no resource', () => {
  test.each(IN_FULL)('are known in full for %s', (service) => {
    expect(listed(service)).toEqual(withoutTypes(service));
  });

  test('are such in the catalogue too, whatever the service', () => {
    expect(services.length).toBeGreaterThan(300);
    const wrong = services.flatMap((service) => {
      const right = new Set(withoutTypes(service));
      return listed(service).filter((name) => !right.has(name));
    });
    expect(wrong).toEqual([]);
  });

  test('are among them what the facts name of other services, and what machines and load balancers are looked up by', () => {
    const others = services.filter((service) => !IN_FULL.includes(service)).flatMap(listed);
    expect(others.filter((name) => !name.includes(':Describe'))).toEqual([
      'cloudtrail:LookupEvents',
      's3:ListAllMyBuckets',
    ]);
    expect([...new Set(others.map((name) => name.slice(0, name.indexOf(':'))))]).toEqual([
      'autoscaling',
      'cloudtrail',
      'ec2',
      'elasticloadbalancing',
      's3',
    ]);
  });

  test.each(['DhcpOptions', 'NetworkInterfaces', 'Subnets', 'SecurityGroups', 'Vpcs'])(
    'are what a build in a VPC looks up: ec2:Describe%s',
    (things) => {
      expect(isWithoutResource(`ec2:describe${things.toLowerCase()}`)).toBe(true);
    },
  );

  test.each([
    'states:ListStateMachines',
    'dynamodb:ListTables',
    'logs:DescribeLogGroups',
    'sns:ListSubscriptions',
    'cloudformation:ListStacks',
    'events:ListRules',
    'iam:ListRoles',
  ])('are not those that AWS asks on all things of a kind: %s', (action) => {
    expect(isWithoutResource(action.toLowerCase())).toBe(false);
  });
});
