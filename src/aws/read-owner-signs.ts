/**
 * Signs of who keeps a thing. Comes in: the thing, with what is known of it. Goes out: its tags, its stack, and the clients that
 * changed it. Never: asks CloudFormation where no tag, name or call points at a stack, or takes what may not be read for absent.
 */
import { z } from 'zod';
import {
  type AskedThing,
  type InStack,
  isSignOfStack,
  type KeptThing,
  type OwnerSigns,
  type SignedCall,
  STACK_ID_TAG,
  STACK_NAME_TAG,
} from '#account/owner-signs.ts';
import type { Tags } from '#account/resources.ts';
import { absent, type Known, known } from '#account/snapshot.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';
import { regionOfIam } from './read-changes.ts';
import { readTags, tagsIn } from './read-tags.ts';

export async function readOwnerSigns(
  connection: Connection,
  thing: AskedThing,
  callsAbout: (thing: KeptThing) => Promise<OwnerSigns['calls']>,
): Promise<OwnerSigns> {
  const tags = await tagsOf(connection, thing);
  const isTagged = tags.kind === 'known' && STACK_NAME_TAG in tags.value;
  const calls = isTagged ? absent : await callsAbout(thing);
  const isCalledByStack = calls.kind === 'known' && calls.value.some(({ agent }) => agent === OF_STACKS);
  const isSign = isTagged || isCalledByStack || isSignOfStack(thing);
  return { tags, calls, stack: isSign ? await readStack(connection, thing, tags) : absent };
}

/** How CloudTrail calls the client where CloudFormation itself makes a call. Source: CloudTrail user guide, record contents. */
const OF_STACKS = 'cloudformation.amazonaws.com';

async function tagsOf(connection: Connection, { kind, arn, tags }: AskedThing): Promise<Known<Tags>> {
  if (tags !== null) return known(tags);
  if (kind === 'policy') {
    const answer = asKnown(
      `tags of \`${arn}\``,
      await connection.read('iam', 'GetPolicy', { PolicyArn: arn }),
    );
    return tagsIn(answer, ({ Policy }) => Policy?.Tags);
  }
  return readTags(connection, arn);
}

/**
 * The calls that changed a thing. CloudTrail names roles by their name and policies by their ARN; what it names other things by is
 * not documented.
 */
export async function readCalls(
  connection: Connection,
  { kind, arn }: KeptThing,
): Promise<OwnerSigns['calls']> {
  if (kind !== 'role' && kind !== 'policy') return absent;
  const { read } = connection.inRegion(regionOfIam(arn, connection.region));
  const name = kind === 'role' ? nameInArn(arn) : arn;
  const answer = await read('cloudtrail', 'LookupEvents', {
    LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: name }],
    MaxResults: 50,
  });
  if (!answer.ok) return asKnown(`CloudTrail events of \`${name}\``, answer);
  const events = answer.value.Events ?? [];
  return known(sinceItWasMade(events.flatMap(({ CloudTrailEvent }) => changeIn(CloudTrailEvent))));
}

const eventSchema = z.looseObject({
  eventName: z.string(),
  eventTime: z.string(),
  userAgent: z.string(),
  readOnly: z.boolean().optional(),
  errorCode: z.string().optional(),
});

/** Newest first. Before it was made last, another thing bore its name. */
function sinceItWasMade(calls: readonly SignedCall[]): readonly SignedCall[] {
  const made = calls.findIndex(({ action }) => /^Create(?:Role|Policy)$/.test(action));
  return made < 0 ? calls : calls.slice(0, made + 1);
}

/** A call that was refused, or only read, tells nothing of who keeps it. */
function changeIn(text: string | undefined): readonly SignedCall[] {
  const event = eventSchema.safeParse(parsed(text));
  if (!event.success) return [];
  const { eventName: action, eventTime: at, userAgent: agent, readOnly, errorCode } = event.data;
  const isChange = readOnly !== true && errorCode === undefined && !/^(?:Get|List|Assume)/.test(action);
  return isChange ? [{ action, agent: agent.slice(0, LONGEST_AGENT), at }] : [];
}

/** Source: CloudTrail user guide, record contents: the field ends there. */
const LONGEST_AGENT = 1_024;

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** The most that one answer holds of a stack. Source: CloudFormation API reference, DescribeStackResources. */
const MOST_RESOURCES = 100;

async function readStack(
  connection: Connection,
  thing: AskedThing,
  tags: Known<Tags>,
): Promise<Known<InStack>> {
  const id = tags.kind === 'known' ? tags.value[STACK_ID_TAG] : undefined;
  const { read } = connection.inRegion(parseArn(id ?? '')?.region || connection.region);
  const physicalId = physicalIdOf(thing);
  const what = `the CloudFormation stack of \`${physicalId}\``;
  const answer = await read('cloudformation', 'DescribeStackResources', { PhysicalResourceId: physicalId });
  // What is in no stack is answered like a call that is wrong.
  if (!answer.ok && answer.error.code === 'ValidationError') return absent;
  if (!answer.ok) return asKnown(what, answer);
  const all = answer.value.StackResources ?? [];
  const [first] = all;
  if (first?.StackName === undefined) return absent;
  const own = all.find(
    ({ PhysicalResourceId: of, ResourceType: type }) => of === physicalId && type === TYPES[thing.kind],
  );
  const status = own?.ResourceStatus ?? '';
  const template = await read('cloudformation', 'GetTemplate', {
    StackName: first.StackName,
    TemplateStage: 'Original',
  });
  return known({
    stack: first.StackName,
    holdsIt: own !== undefined || all.length >= MOST_RESOURCES,
    isKept: !/^DELETE_(?:COMPLETE|SKIPPED)$/.test(status),
    types: all.flatMap(({ ResourceType }) => ResourceType ?? []),
    template: asKnown(
      `the template of the stack \`${first.StackName}\``,
      template.ok ? { ok: true, value: template.value.TemplateBody ?? '' } : template,
    ),
  });
}

/** Source: CloudFormation template reference, return values of each type. */
const TYPES: Readonly<Record<AskedThing['kind'], string | undefined>> = {
  role: 'AWS::IAM::Role',
  policy: 'AWS::IAM::ManagedPolicy',
  repository: 'AWS::ECR::Repository',
  project: 'AWS::CodeBuild::Project',
  other: undefined,
};

/** What a stack knows it by: a managed policy by its ARN, the others by name. */
function physicalIdOf({ kind, arn }: AskedThing): string {
  if (kind === 'policy' || kind === 'other') return arn;
  const { resource = arn } = parseArn(arn) ?? {};
  return kind === 'role' ? nameInArn(arn) : resource.replace(/^[^/]*\//, '');
}
