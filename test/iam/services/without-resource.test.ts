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

  test('are among them what the facts name of other services', () => {
    const others = services.filter((service) => !IN_FULL.includes(service)).flatMap(listed);
    expect(others).toEqual(['cloudtrail:LookupEvents', 's3:ListAllMyBuckets']);
  });
});
