/**
 * Last accessed data of a role, as a job that is begun and asked for. Of the services that its policies allow it tells the last attempt,
 * and of their tracked actions where the service was used at all. Source: IAM API Reference, GenerateServiceLastAccessedDetails,
 * GetServiceLastAccessedDetails; IAM User Guide, access_policies_last-accessed (PassRole and data events are not tracked).
 */
import { z } from 'zod';
import { actionsOf, SERVICES } from '#catalog/actions.ts';
import { compileAction } from '#iam/match/action.ts';
import type { Statement } from '#iam/policy.ts';
import { readStored } from '#iam/read/read-stored.ts';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { effectivePolicies } from './effective.ts';
import { authorizeRole, ownAccount, paging, roleNamed } from './shapes.ts';
import type { AccessReport, Attempt, RoleState } from './state.ts';

/** IAM reports at least the last 400 days. */
const TRACKED_DAYS = 400;
const DAY = 86_400_000;

const generateSchema = z.object({
  Arn: z.string().min(20).max(2048),
  Granularity: z.enum(['SERVICE_LEVEL', 'ACTION_LEVEL']).default('SERVICE_LEVEL'),
});

function generateReport(call: Call): object {
  const { Arn, Granularity } = readInput(generateSchema, call.input);
  const name = /^arn:[^:]*:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(Arn)?.[1];
  if (name === undefined)
    throw new AwsError('InvalidInput', 'The sandbox reports what roles last accessed, and of nothing else.');
  authorizeRole(call, 'GenerateServiceLastAccessedDetails', name);
  const role = roleNamed(call, name);
  if (role.arn !== Arn) throw new AwsError('NoSuchEntity', `ARN ${Arn} is not found.`, 404);
  const JobId = call.world.ids.uuid();
  const services = servicesOf(call, role).map((service) => shape(call, role, { service, Granularity }));
  ownAccount(call).iam.accessReports.set(JobId, {
    createdAt: call.now,
    granularity: Granularity,
    services,
  });
  return { JobId };
}

const getSchema = z.object({ JobId: z.string().length(36), ...paging });

function getReport(call: Call): object {
  call.authorize({ action: 'iam:GetServiceLastAccessedDetails', resource: '*' });
  const { JobId, Marker, MaxItems } = readInput(getSchema, call.input);
  const report = reportOf(call, JobId);
  const page = pageOf(report.services, Math.min(1000, MaxItems ?? 100), Marker);
  return {
    JobStatus: 'COMPLETED',
    JobType: report.granularity,
    JobCreationDate: report.createdAt,
    JobCompletionDate: report.createdAt,
    ServicesLastAccessed: page.items,
    IsTruncated: page.next !== null,
    ...(page.next === null ? {} : { Marker: page.next }),
  };
}

function reportOf(call: Call, id: string): AccessReport {
  const report = ownAccount(call).iam.accessReports.get(id);
  if (report === undefined)
    throw new AwsError('NoSuchEntity', `ServiceLastAccessedDetails report ${id} is not found.`, 404);
  return report;
}

/** Services that an Allow of the role speaks of. */
function servicesOf(call: Call, role: RoleState): readonly string[] {
  const statements = allowsOf(call, role);
  return SERVICES.filter((service) => statements.some((one) => speaksOf(one, service)));
}

function allowsOf(call: Call, role: RoleState): readonly Statement[] {
  const { identity } = effectivePolicies(call.world, ownAccount(call), role);
  return identity.flatMap(({ document }) => {
    const read = readStored(String(document), 'identity');
    return read.ok ? read.value.policy.statements.filter(({ effect }) => effect === 'allow') : [];
  });
}

const speaksOf = ({ action }: Statement, service: string): boolean =>
  action.kind === 'not-action' ||
  action.patterns.some(
    (pattern) => pattern === '*' || pattern.toLowerCase().startsWith(`${service.toLowerCase()}:`),
  );

interface Asked {
  readonly service: string;
  readonly Granularity: AccessReport['granularity'];
}

function shape(call: Call, role: RoleState, { service, Granularity }: Asked): object {
  const attempts = attemptsAt(call, role, service);
  const last = newest([...attempts.values()]);
  const base = {
    ServiceName: service,
    ServiceNamespace: service,
    TotalAuthenticatedEntities: last === null ? 0 : 1,
  };
  if (last === null) return base;
  return {
    ...base,
    LastAuthenticated: last.at,
    LastAuthenticatedEntity: role.arn,
    LastAuthenticatedRegion: last.region,
    ...(Granularity === 'ACTION_LEVEL'
      ? { TrackedActionsLastAccessed: trackedOf(service, allowsOf(call, role)).map(tracked) }
      : {}),
  };

  function tracked(name: string): object {
    const attempt = attempts.get(name);
    if (attempt === undefined) return { ActionName: name };
    const { at, region } = attempt;
    return {
      ActionName: name,
      LastAccessedEntity: role.arn,
      LastAccessedTime: at,
      LastAccessedRegion: region,
    };
  }
}

function attemptsAt(call: Call, role: RoleState, service: string): ReadonlyMap<string, Attempt> {
  const all = ownAccount(call).iam.accessed.get(role.arn)?.get(service) ?? new Map<string, Attempt>();
  const from = call.now.getTime() - TRACKED_DAYS * DAY;
  return new Map([...all].filter(([, { at }]) => at.getTime() >= from));
}

function newest(attempts: readonly Attempt[]): Attempt | null {
  const [last = null] = attempts.toSorted((left, right) => right.at.getTime() - left.at.getTime());
  return last;
}

/** Tracked actions that the role is allowed. */
function trackedOf(service: string, allows: readonly Statement[]): readonly string[] {
  return actionsOf(service)
    .filter(({ name }) => !UNTRACKED.test(name))
    .filter(({ name }) =>
      allows.some(
        ({ action }) =>
          action.patterns.some((pattern) => compileAction(pattern).matches(name.toLowerCase())) ===
          (action.kind === 'action'),
      ),
    )
    .map(({ name }) => name.slice(name.indexOf(':') + 1));
}

/** What works on data, or is asked for within another service's call. */
const UNTRACKED =
  /^(?:s3:(?:(?:Get|Put|Delete|Restore|Replicate)Object|List(?:Bucket$|BucketVersions|BucketMultipart|Multipart)|AbortMultipart|HeadBucket)|iam:PassRole$|sts:GetServiceBearerToken$|signer:SignPayload$|logs:(?:PutLogEvents|GetLogEvents|FilterLogEvents)$|lambda:Invoke|dynamodb:(?:Batch|Get|Put|Update|Delete)?(?:Get|Write)?Item$|dynamodb:(?:Query|Scan)$|sqs:(?:Send|Receive|Delete)Message|sns:Publish|(?:codestar-connections|codeconnections):(?:Use|Pass)Connection$|kms:(?:Encrypt|Decrypt|ReEncrypt|GenerateDataKey))/;

export const ACCESS_OPERATIONS: Readonly<Record<string, Operation>> = {
  GenerateServiceLastAccessedDetails: generateReport,
  GetServiceLastAccessedDetails: getReport,
};
