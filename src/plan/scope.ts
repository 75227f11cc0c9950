/**
 * Whose word a need rests on, and so what a yes covers. Comes in: a need with all evidence for it, and the project. Goes out: its class,
 * exactly one: the first that fits of privilege-raising, never by default, log or override, source, settings; and why it is withheld.
 * Never: lets a text of a log, a build's own start or a file of the source speak for the settings. Source: docs/decisions/scope.md.
 */
import { parseArn } from '#iam/arn.ts';
import { resourceTypesOf } from '#catalog/actions.ts';
import { neverByDefault } from '#catalog/never-by-default.ts';
import { raisesPrivileges } from '#catalog/privileged-actions.ts';
import { LOG_GROUP_ACTION, LOG_STREAM_ACTIONS, REPORT_ACTIONS } from '#catalog/project-actions.ts';
import { LOGIN_ACTION, PULL_ACTIONS, PUSH_ACTIONS } from '#catalog/registry-actions.ts';
import type { Evidence } from '#evidence/evidence.ts';
import type { Need } from '#needs/need.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { type Confirmation, isConfirmed } from './confirmation.ts';

export const SCOPES = ['privilege', 'never', 'log', 'source', 'settings', 'confirmed'] as const;
export type Scope = (typeof SCOPES)[number];

/** What a person said beyond the plan itself. */
export interface Consent {
  readonly confirmed: readonly Confirmation[];
  /** What files of the source ask for is granted too: they are of a commit that the person vouches for. */
  readonly trustSource: boolean;
}

/** Nothing beyond the settings. */
export const SETTINGS_ALONE: Consent = { confirmed: [], trustSource: false };

interface Class {
  readonly scope: Exclude<Scope, 'confirmed'>;
  /** Why a plain yes does not cover it; null: it does. */
  readonly why: string | null;
}

export function scopeOf(snapshot: Snapshot, need: Need, { confirmed }: Consent): Scope {
  const { scope } = classOf(snapshot, need);
  return isConfirmed(need, confirmed) && isConfirmable(need) ? 'confirmed' : scope;
}

/** In words: what stands against granting a need, whatever the policies say now; null: nothing. */
export function whyOutOfScope(snapshot: Snapshot, need: Need, consent: Consent): string | null {
  const scope = scopeOf(snapshot, need, consent);
  const isCovered = scope === 'confirmed' || (scope === 'source' && consent.trustSource);
  return isCovered ? null : classOf(snapshot, need).why;
}

/** Text of a log never supplies a wildcard, not even one that a person takes over from it. */
export function isConfirmable(need: Need): boolean {
  const isPattern = /[*?]/.test(need.resource) && resourceTypesOf(need.action)?.length !== 0;
  return !isPattern || askedFor(need).length > 0;
}

/** What asks for it besides text of a log, records of calls, and what one build was started with. */
function askedFor({ evidence }: Need): readonly Evidence[] {
  return evidence.filter((one) => one.kind === 'use' && one.origin !== 'override');
}

/** Whether a person may be asked: about what settings or files ask for, and never about what can raise privileges. */
export function isOffered(need: Need, scope: Scope): boolean {
  return (scope === 'source' || scope === 'never') && askedFor(need).length > 0;
}

function classOf({ project, account, region }: Place, need: Need): Class {
  const raises = need.evidence.some(isOfBatches) ? null : raisesPrivileges(need.action);
  if (raises !== null) return { scope: 'privilege', why: `it can raise privileges, because ${raises}` };
  const danger = need.evidence.some(isFixedSetting) ? null : whyNever(need);
  if (danger !== null) return { scope: 'never', why: danger };
  const asked = askedFor(need);
  if (asked.length === 0) return { scope: 'log', why: whyWeak(need) };
  const isOwn = asked.some(
    (one) => isOfSettings(one) || isOfOwnName(need, one, { project, account, region }),
  );
  if (isOwn) return { scope: 'settings', why: null };
  const [first] = asked;
  return { scope: 'source', why: `only the source asks for it, in ${first?.source.where ?? 'a file'}` };
}

type Place = Pick<Snapshot, 'project' | 'account' | 'region'>;

/** Whether the settings themselves ask for it: more than the name of the project, which settles no new repository. */
export function restsOnSettings({ evidence }: Need): boolean {
  return evidence.some(isOfSettings);
}

function isOfSettings(one: Evidence): boolean {
  return one.kind === 'use' && one.origin === 'settings';
}

/**
 * What CodeBuild itself calls for a setting of fixed meaning, which no command can bend: a network interface is deleted, and `*` is asked
 * for, because the project is in a VPC. Where batches have no role of their own, the commands of every build could start builds too.
 */
function isFixedSetting(one: Evidence): boolean {
  if (one.kind !== 'use' || !isOfSettings(one) || one.grade !== 'configured') return false;
  return one.use.kind !== 'aws-call' && (one.use.kind !== 'start-batch' || one.use.isOwnRole);
}

/** No command of a build runs under the role of batches, so that starting builds of its own project raises nobody's privileges. */
function isOfBatches(one: Evidence): boolean {
  return isFixedSetting(one) && one.kind === 'use' && one.use.kind === 'start-batch';
}

function whyNever(need: Need): string | null {
  const danger = neverByDefault(need.action);
  if (danger !== null) return `it ${danger}`;
  return isWide(need) ? `\`${need.resource}\` takes in more than the one object that is used` : null;
}

/** A pattern that a named rule made of one named object is no wider than what is asked for. */
function isWide({ action, resource, rule }: Need): boolean {
  const isPattern = resource === '*' || (rule === null && /[*?]/.test(resource));
  return isPattern && resourceTypesOf(action)?.length !== 0;
}

function whyWeak({ evidence }: Need): string {
  if (evidence.some((one) => one.kind === 'use' && one.source.kind !== 'cloudtrail'))
    return 'only what this build was started with, or a setting changed since, asks for it';
  return evidence.some(({ grade }) => grade === 'recorded')
    ? 'AWS only recorded that the call was made'
    : 'only a line of the build log asks for it';
}

const IMAGE_ACTIONS: readonly string[] = [...PUSH_ACTIONS, ...PULL_ACTIONS];
const LOG_ACTIONS: readonly string[] = [LOG_GROUP_ACTION, ...LOG_STREAM_ACTIONS];
const OWN_REPORT_ACTIONS: readonly string[] = REPORT_ACTIONS;

/**
 * The project's own log group and reports, and the repository of its account and region that is called as it is, with the login for it and
 * the profile that its registry signs with.
 */
function isOfOwnName({ action, resource }: Need, one: Evidence, place: Place): boolean {
  const use = one.kind === 'use' ? one.use : null;
  if (use?.kind === 'sign-image') return isOwnRepository(use.repository, place);
  if (action === LOGIN_ACTION) {
    const isImage = use?.kind === 'image-push' || use?.kind === 'image-pull';
    return isImage && isOwnRepository(use.repository, place);
  }
  const arn = parseArn(resource);
  if (arn === null || arn.account !== place.account || arn.region !== place.region) return false;
  const { name } = place.project;
  const rest = arn.resource;
  switch (arn.service) {
    case 'ecr':
      return (
        IMAGE_ACTIONS.includes(action) &&
        isOwnRepository({ ...arn, name: rest.replace(/^repository\//, '') }, place)
      );
    case 'logs': {
      const group = `log-group:/aws/codebuild/${name}`;
      return LOG_ACTIONS.includes(action) && (rest === group || rest === `${group}:*`);
    }
    case 'codebuild':
      return (
        OWN_REPORT_ACTIONS.includes(action) && rest.startsWith(`report-group/${name}-`) && !/[*?]/.test(rest)
      );
    default:
      return false;
  }
}

interface RepositoryName {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

function isOwnRepository({ account, region, name }: RepositoryName, place: Place): boolean {
  const isHere = account === place.account && region === place.region;
  return isHere && plainName(name) === plainName(place.project.name);
}

/** ECR takes no capitals, and teams write `tracker_api`, `tracker-api` and `TrackerAPI` for one thing. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_.]/g, '');
}
