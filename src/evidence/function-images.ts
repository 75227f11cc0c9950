/**
 * The images of functions. Comes in: the uses of a build, and the repositories as they were read. Goes out: what making or updating a function
 * asks of its image's repository: nothing where Lambda is let in already, else that Lambda may be let in with the build's own rights; of
 * another account's repository the right to pull. Never: takes a policy that was not read for one that lets nobody in.
 * Source: Lambda Developer Guide, images-create, Amazon ECR permissions.
 */
import type { Known, PolicyDocument, Snapshot } from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import { decide } from '#iam/decide.ts';
import type { Verdict } from '#iam/decision.ts';
import { readStored } from '#iam/read/read-stored.ts';
import type { Evidence } from './evidence.ts';

type UseEvidence = Extract<Evidence, { kind: 'use' }>;
type State = Pick<Snapshot, 'project' | 'repositories'>;

export function readFunctionImages(evidence: readonly Evidence[], state: State): readonly Evidence[] {
  return evidence.flatMap((one) => {
    if (one.kind !== 'use' || one.use.kind !== 'aws-call') return [one];
    const { service, action, resources } = one.use;
    const [repository] = resources;
    if (service !== 'lambda' || !action.startsWith('ecr:') || repository === undefined) return [one];
    return ofImage(one, { repository, functionArn: functionOf(one, evidence), state });
  });
}

interface Image {
  readonly repository: string;
  /** Null: it is not known. */
  readonly functionArn: string | null;
  readonly state: State;
}

function ofImage(one: UseEvidence, image: Image): readonly Evidence[] {
  const { repository, state } = image;
  const known = Object.hasOwn(state.repositories, repository) ? state.repositories[repository] : undefined;
  if (parseArn(repository)?.account !== parseArn(state.project.arn)?.account) return [pulled(one)];
  if (known === undefined || known.kind === 'absent') return [one];
  const verdict = known.kind === 'known' ? letsLambdaIn(known.value.policy, image) : 'unknown';
  if (verdict === 'allowed') return [];
  if (verdict !== 'unknown') return [one];
  const { grade, source } = one;
  const why = `whether Lambda may pull from \`${repository}\` already could not be told from its policy: if not, it is let in with \`ecr:GetRepositoryPolicy\` and \`ecr:SetRepositoryPolicy\` of the build`;
  return [
    {
      kind: 'unresolved',
      grade,
      source,
      why,
      mayAskFor: ['ecr:GetRepositoryPolicy', 'ecr:SetRepositoryPolicy'],
    },
  ];
}

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] as const;

/** Lambda changes no policy of another account; whoever makes the function has to be able to pull. */
function pulled(one: UseEvidence): Evidence {
  const { use } = one;
  if (use.kind !== 'aws-call') return one;
  const action = use.action === 'ecr:SetRepositoryPolicy' ? PULL[1] : PULL[0];
  return { ...one, use: { ...use, action } };
}

/** The function that the same command makes or updates. */
function functionOf({ source }: UseEvidence, evidence: readonly Evidence[]): string | null {
  for (const one of evidence) {
    if (one.kind !== 'use' || one.source.where !== source.where || one.source.text !== source.text) continue;
    const { use } = one;
    if (use.kind === 'aws-call' && use.action.startsWith('lambda:')) return use.resources[0] ?? null;
  }
  return null;
}

function letsLambdaIn(policy: Known<PolicyDocument>, { repository, functionArn, state }: Image): Verdict {
  if (policy.kind === 'absent') return 'implicitlyDenied';
  if (policy.kind === 'unreadable' || !readStored(policy.value.text, 'resource').ok) return 'unknown';
  const account = parseArn(state.project.arn)?.account ?? '';
  const context = {
    'aws:SourceAccount': account,
    ...(functionArn === null ? {} : { 'aws:SourceArn': functionArn }),
  };
  const verdicts = PULL.map((action) =>
    decide(
      {
        principal: { service: 'lambda.amazonaws.com' },
        action,
        resource: repository,
        context,
        unknownKeys: ['*'],
      },
      { resource: [{ name: 'repository policy', document: policy.value.text, stored: true }] },
    ),
  );
  const found = verdicts.map(({ decision }) => decision);
  if (found.every((one) => one === 'allowed')) return 'allowed';
  return found.find((one) => one !== 'allowed' && one !== 'unknown') ?? 'unknown';
}
