/** The things that a plan changes and that somebody may keep, each with the steps that change it. What it makes is nobody's yet. */
import { askedRole, type AskedThing, type OwnerSigns, STACK_NAME_TAG } from '#account/owner-signs.ts';
import type { Tags } from '#account/resources.ts';
import type { Role, Snapshot } from '#account/snapshot.ts';
import { taggedService } from '#account/tag-writes.ts';
import { nameInArn, parseArn, repositoryNameIn } from '#iam/arn.ts';
import { forStep, type PerStep, type Step } from './steps/step.ts';

export interface ChangedThing {
  readonly thing: AskedThing;
  /** `role build`. */
  readonly word: string;
  readonly steps: readonly Step[];
}

/** Its tags, as they were known or as AWS told them; none: they could not be read. */
export const tagsOf = ({ tags }: AskedThing, signs: OwnerSigns | undefined): Tags =>
  tags ?? (signs?.tags.kind === 'known' ? signs.tags.value : {});

/** As much of a snapshot as the things are named and known by. */
export type Around = Pick<Snapshot, 'project' | 'role' | 'batchRole'>;

export function changedThings(snapshot: Around, steps: readonly Step[]): readonly ChangedThing[] {
  const made = new Set(steps.flatMap((step) => forStep(MADE, step) ?? []));
  const things = new Map<string, ChangedThing>();
  for (const step of steps) {
    const thing = forStep(CHANGED, step, snapshot);
    if (thing === null || made.has(thing.arn)) continue;
    const before = things.get(thing.arn);
    const word = `${WORDS[thing.kind]} ${nameOf(thing)}`;
    things.set(thing.arn, { thing: before?.thing ?? thing, word, steps: [...(before?.steps ?? []), step] });
  }
  return [...things.values()];
}

const WORDS: Readonly<Record<AskedThing['kind'], string>> = {
  role: 'role',
  policy: 'policy',
  repository: 'repository',
  project: 'project',
  other: 'resource',
};

function nameOf({ kind, arn }: AskedThing): string {
  if (kind === 'other') return arn;
  return kind === 'repository' ? repositoryNameIn(arn) : nameInArn(arn);
}

const NOTHING = (): null => null;

/** ARN of what a step makes. */
const MADE: PerStep<string | null> = {
  'create-role': ({ roleArn }) => roleArn,
  'create-policy': ({ policyArn }) => policyArn,
  'create-repository': ({ arn }) => arn,
  'put-role-policy': NOTHING,
  'attach-role-policy': NOTHING,
  'delete-role-policy': NOTHING,
  'detach-role-policy': NOTHING,
  'create-policy-version': NOTHING,
  'set-project-role': NOTHING,
  'set-project-setting': NOTHING,
  'write-policy': NOTHING,
  'add-tag': NOTHING,
};

const CHANGED: PerStep<AskedThing | null, [Around]> = {
  'create-role': NOTHING,
  'create-policy': NOTHING,
  'create-repository': NOTHING,
  'put-role-policy': ({ roleArn }, snapshot) => roleOf(roleArn, snapshot),
  'attach-role-policy': ({ roleArn }, snapshot) => roleOf(roleArn, snapshot),
  'delete-role-policy': ({ roleArn }, snapshot) => roleOf(roleArn, snapshot),
  'detach-role-policy': ({ roleArn }, snapshot) => roleOf(roleArn, snapshot),
  'create-policy-version': ({ policyArn }) => bare('policy', policyArn),
  'set-project-role': (_, { project }) => projectOf(project),
  'set-project-setting': (_, { project }) => projectOf(project),
  'add-tag': ({ on }, snapshot) => {
    const service = taggedService(on);
    if (service === 'iam') return roleOf(on, snapshot);
    return bare(service === 'ecr' ? 'repository' : 'other', on);
  },
  'write-policy': ({ at }, snapshot) => {
    if (at.kind === 'trust') return roleOf(at.on, snapshot);
    if (at.kind === 'repository') return bare('repository', at.on);
    // A registry and an organisation have no ARN that a tool would know them by.
    return parseArn(at.on) === null || at.kind === 'serviceControl' || at.kind === 'resourceControl'
      ? null
      : bare('other', at.on);
  },
};

const bare = (kind: AskedThing['kind'], arn: string): AskedThing => ({
  kind,
  arn,
  tags: null,
  isBesideStack: false,
});

function roleOf(arn: string, { role, batchRole, project }: Around): AskedThing {
  const roles: readonly Around['role'][] = [role, batchRole];
  const known = roles.find(
    (one): one is { kind: 'known'; value: Role } => one.kind === 'known' && one.value.arn === arn,
  );
  return known === undefined ? bare('role', arn) : askedRole(known.value, project);
}

const projectOf = ({ arn, tags = {} }: Snapshot['project']): AskedThing => ({
  kind: 'project',
  arn,
  tags,
  isBesideStack: STACK_NAME_TAG in tags,
});
