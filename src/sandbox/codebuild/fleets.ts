/** Fleets, as far as they are told; builds do not run on them. Source: CodeBuild API reference, CreateFleet, ListFleets, BatchGetFleets. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { codebuildOf, INVALID } from './shapes.ts';
import type { FleetState } from './state.ts';

const LISTED = 100;

const fleetSchema = z.looseObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{1,127}$/),
  baseCapacity: z.int().min(1),
  environmentType: z.string(),
  computeType: z.string(),
  fleetServiceRole: z.string().optional(),
});

const fleetArn = ({ partition, region, account }: Call, name: string): string =>
  `arn:${partition}:codebuild:${region}:${account}:fleet/${name}`;

const shapeOf = ({ arn, id, created, settings }: FleetState): object => ({
  ...settings,
  arn,
  id,
  created,
  status: { statusCode: 'ACTIVE' },
});

function createFleet(call: Call): object {
  const settings = readInput(fleetSchema, call.input, INVALID);
  const { fleets } = codebuildOf(call);
  call.authorize({ action: 'codebuild:CreateFleet', resource: fleetArn(call, `${settings.name}:*`) });
  if ([...fleets.values()].some(({ settings: { name } }) => name === settings.name))
    throw new AwsError('ResourceAlreadyExistsException', `Fleet already exists: ${settings.name}`);
  const id = call.world.ids.uuid();
  const arn = fleetArn(call, `${settings.name}:${id}`);
  const fleet: FleetState = { arn, id, created: call.now, settings };
  fleets.set(arn, fleet);
  return { fleet: shapeOf(fleet) };
}

function listFleets(call: Call): object {
  const { nextToken } = readInput(z.object({ nextToken: z.string().optional() }), call.input, INVALID);
  call.authorize({ action: 'codebuild:ListFleets', resource: '*' });
  const { items, next } = pageOf([...codebuildOf(call).fleets.keys()].toSorted(), LISTED, nextToken);
  return { fleets: items, nextToken: next };
}

/** By name or by ARN. */
function batchGetFleets(call: Call): object {
  const names = z.object({ names: z.array(z.string().min(1)).min(1).max(LISTED) });
  const asked = readInput(names, call.input, INVALID).names;
  const all = [...codebuildOf(call).fleets.values()];
  const found = asked.map((name) => all.find(({ arn, settings }) => arn === name || settings.name === name));
  for (const [index, name] of asked.entries())
    call.authorize({
      action: 'codebuild:BatchGetFleets',
      resource: found[index]?.arn ?? fleetArn(call, `${name}:*`),
    });
  return {
    fleets: found.flatMap((fleet) => (fleet === undefined ? [] : [shapeOf(fleet)])),
    fleetsNotFound: asked.filter((_, index) => found[index] === undefined),
  };
}

/** By operation. */
export const FLEET_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateFleet: createFleet,
  ListFleets: listFleets,
  BatchGetFleets: batchGetFleets,
};
