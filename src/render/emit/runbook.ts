/**
 * The whole runbook in Markdown, filled in for one project. Comes in: a diagnosis and its plan.
 * Goes out: problem, the options, verification, required permissions, notes. Never: text of a log
 * outside code marks, or a permission the plan does not grant.
 */
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { stableJson } from '#basics/stable-json.ts';
import { grantOf } from '#plan/grants.ts';
import type { Grant, Plan, Step } from '#plan/plan.ts';
import { safeLine } from '../terminal-text.ts';
import { emitAwsCli } from './aws-cli.ts';
import { emitConsole } from './console.ts';
import { projectEnvironmentLink } from './console-links.ts';
import { block, code, numbered, prose } from './markdown.ts';
import { shellQuote } from '../shell-quote.ts';

export function emitRunbook(diagnosis: Diagnosis, plan: Plan): string {
  const sections = [
    `# Fix the permissions of the CodeBuild project ${code(plan.project.name)}`,
    problem(diagnosis),
    solution(plan),
    verification(plan),
    permissions(diagnosis, plan),
    notes(diagnosis, plan),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function problem({ snapshot, findings }: Diagnosis): string {
  const build = lastBuild(snapshot, findings.length > 0);
  const causes = findings.map(({ title, cause }) => `- ${title}: ${prose(safeLine(cause))}`);
  return ['## Problem', build, causes.join('\n')].filter((part) => part !== '').join('\n\n');
}

function lastBuild({ build }: Diagnosis['snapshot'], isBlocked: boolean): string {
  if (build.kind !== 'known') return 'The project has no finished build.';
  const { id, status } = build.value;
  const since = isBlocked && status === 'SUCCEEDED' ? '; what follows stands in the way of the next one' : '';
  return `Build ${code(id)} ended ${code(status)}${since}.`;
}

function solution(plan: Plan): string {
  if (plan.steps.length === 0) return '## Solution\n\nNothing to change in the account.';
  return [
    '## Solution',
    '### Option 1: the AWS console',
    emitConsole(plan).trimEnd(),
    '### Option 2: the AWS CLI',
    block('bash', emitAwsCli(plan).trimEnd()),
    '### Option 3: another service role',
    otherRole(plan),
  ].join('\n\n');
}

function otherRole({ project }: Plan): string {
  const steps = [
    `Open the project's environment: ${projectEnvironmentLink(project)}`,
    'Under "Service role" choose an existing role that CodeBuild may assume and that has the permissions below, or create a new role with them',
    'Choose "Update environment"',
  ];
  const ranked = block('bash', `rolemend fix ${shellQuote(project.name)} --strategy switch-role --dry-run`);
  return `${numbered(steps)}\n\nTo see which roles of the account qualify, the one with the least excess first:\n\n${ranked}`;
}

function verification({ project, nextBuild }: Plan): string {
  const [batch, failed] =
    nextBuild.batch === undefined ? ['', ''] : ['-batch', ' --retry-type RETRY_FAILED_BUILDS'];
  const call =
    nextBuild.kind === 'retry'
      ? `retry-build${batch} --id ${shellQuote(nextBuild.id)}${failed}`
      : `start-build${batch} --project-name ${shellQuote(project.name)}${nextBuild.commit === null ? '' : ` --source-version ${nextBuild.commit}`}`;
  return [
    '## Verify the fix',
    'Simulate the permissions and retry the build:',
    block('bash', `rolemend verify ${shellQuote(project.name)} --retry`),
    'or, without Rolemend:',
    block('bash', `aws codebuild ${call} --region ${project.region}`),
  ].join('\n\n');
}

function permissions({ needs, snapshot }: Diagnosis, plan: Plan): string {
  const line = ({ action, resource, condition = {} }: Grant): string => {
    const need = needs.find((one) => one.action === action && one.resource === resource);
    return `- ${code(action)} on ${code(resource)}${conditionText(condition)}${purpose(need)}`;
  };
  if (plan.grants.length === 0) return '';
  const role = snapshot.role.kind === 'known' ? snapshot.role.value.name : plan.roleArn;
  const ofBatches = plan.grants.filter((grant) => grant.role !== undefined);
  const ofBuilds = plan.grants.filter((grant) => grant.role === undefined);
  const granted = new Set(plan.grants.map((grant) => stableJson(grant)));
  const isGranted = (need: JudgedNeed): boolean => granted.has(stableJson(grantOf(need)));
  const had = needs.filter(
    (need) => need.subject === 'service-role' && need.decision.decision === 'allowed' && !isGranted(need),
  );
  return [
    '## Required permissions',
    ...(ofBuilds.length === 0
      ? []
      : [`The service role ${code(role)} needs:`, ofBuilds.map(line).join('\n')]),
    ...(ofBatches.length === 0
      ? []
      : [
          `The role that starts the builds of batches, ${code(snapshot.project.batchServiceRole ?? '')}, needs:`,
          ofBatches.map(line).join('\n'),
        ]),
    ...(had.length === 0
      ? []
      : [
          'It has these already; another role needs them too:',
          had.map((need) => line(grantOf(need))).join('\n'),
        ]),
  ].join('\n\n');
}

/** What binds the grant, in the same words as the policy has it. */
function conditionText(condition: NonNullable<Grant['condition']>): string {
  return Object.entries(condition)
    .map(([key, value]) => `, if ${code(key)} is ${code([value].flat().join(', '))}`)
    .join('');
}

const purpose = (need: JudgedNeed | undefined): string =>
  need === undefined ? '' : `: ${prose(safeLine(need.why))}`;

function notes({ snapshot }: Diagnosis, plan: Plan): string {
  const made = new Set(plan.steps.flatMap((step) => createdRepository(step)));
  const repositories = Object.entries(snapshot.repositories).map(([arn, repository]) => {
    if (made.has(arn)) return `- The repository ${code(arn)} does not exist; the plan creates it`;
    switch (repository.kind) {
      case 'known':
        return `- The repository ${code(arn)} exists`;
      case 'absent':
        return `- The repository ${code(arn)} does not exist; create it first`;
      case 'unreadable':
        return `- Make sure the repository ${code(arn)} exists: it could not be read (${prose(safeLine(repository.problem.why))})`;
    }
  });
  const withheld = plan.withheld.map(
    ({ action, resource, why }) =>
      `- Not granted: ${code(safeLine(action))} on ${code(safeLine(resource))}: ${prose(safeLine(why))}`,
  );
  const lines = [...repositories, ...plan.notes.map((note) => `- ${prose(safeLine(note))}`), ...withheld];
  return lines.length === 0 ? '' : `## Notes\n\n${lines.join('\n')}`;
}

const createdRepository = (step: Step): readonly string[] =>
  step.kind === 'create-repository' ? [step.arn] : [];
