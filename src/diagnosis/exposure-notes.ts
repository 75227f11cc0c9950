/**
 * Who gets at what the role may do. Comes in: a snapshot and the evidence. Goes out: notes that a person needs before saying
 * yes to more rights: whose code the webhook runs, and what every command can read. Never: a finding; no build fails of it.
 */
import type { Webhook, WebhookFilter } from '#account/project.ts';
import type { Snapshot } from '#account/snapshot.ts';
import type { Evidence, Use } from '#evidence/evidence.ts';
import { quoteList, unique } from './facts.ts';

export function exposureNotes(
  { project }: Pick<Snapshot, 'project'>,
  evidence: readonly Evidence[],
): readonly string[] {
  const strangers = project.webhook !== null && buildsAnybodysCode(project.webhook) ? [STRANGERS] : [];
  return [...strangers, ...readByAll(evidence)];
}

const STRANGERS =
  'whoever can open a pull request decides what the role does: the webhook of the project builds pull requests, without a filter on `ACTOR_ACCOUNT_ID` that names whole accounts (`^ID$`) and without a build policy that asks for a comment first';

/** Source: CodeBuild User Guide, github-webhook: filters of a group must all let an event pass, one group is enough. */
export function buildsAnybodysCode({ filterGroups, pullRequestBuildPolicy }: Webhook): boolean {
  const asks = pullRequestBuildPolicy?.requiresCommentApproval ?? 'DISABLED';
  if (asks !== 'DISABLED') return false;
  if (filterGroups.length === 0) return true;
  return filterGroups.some((group) => hearsPullRequests(group) && !group.some(namesActors));
}

/** What was merged has been accepted by somebody who may; before that it is its author's. */
function hearsPullRequests(group: readonly WebhookFilter[]): boolean {
  const events = group.filter(({ type }) => type === 'EVENT');
  const heard = events.flatMap(({ pattern }) => pattern.split(',').map((event) => event.trim()));
  return events.length === 0 || heard.some((one) => /^PULL_REQUEST_(?!MERGED$)/.test(one));
}

/** A pattern that is not anchored lets in every account whose number holds the one meant. */
function namesActors({ type, pattern, excludeMatchedPattern }: WebhookFilter): boolean {
  return type === 'ACTOR_ACCOUNT_ID' && !excludeMatchedPattern && WHOLE_ACCOUNTS.test(pattern);
}

/** `^1$`, `^1$|^2$`, `^(1|2)$`; anything else may match more. */
const WHOLE_ACCOUNTS = /^\^(?:[\w-]+|\((?:\?:)?[\w|-]+\))\$(?:\|\^(?:[\w-]+|\((?:\?:)?[\w|-]+\))\$)*$/;

/** The role's rights are those of every command, a dependency's installer included; not only of the line that uses them. */
function readByAll(evidence: readonly Evidence[]): readonly string[] {
  const uses = evidence.flatMap((one) => (one.kind === 'use' && one.origin === 'settings' ? [one.use] : []));
  const kinds = [
    ['secret', named(uses, (use) => (use.kind === 'read-secret' ? use.id : null))],
    ['parameter', named(uses, (use) => (use.kind === 'read-parameter' ? use.name : null))],
    ['key', named(uses, (use) => (use.kind === 'use-key' ? use.keyArn : null))],
  ] as const;
  const said = kinds.flatMap(([kind, names]) =>
    names.length === 0 ? [] : [`${kind}${names.length > 1 ? 's' : ''} ${quoteList(names, SHOWN)}`],
  );
  return said.length === 0
    ? []
    : [`what the settings let the role read, every command of a build can read: ${said.join('; ')}`];
}

const SHOWN = 20;

function named(uses: readonly Use[], nameOf: (use: Use) => string | null): readonly string[] {
  return unique(uses.flatMap((use) => nameOf(use) ?? []));
}
