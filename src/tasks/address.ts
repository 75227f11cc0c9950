/**
 * What a person pasted to name a build or its project. Comes in: a name, an ARN, a build ID, the address of a page of AWS's console, a log
 * group or a pipeline. Goes out: project and build, or the pipeline or log group to ask about, with the account and region that the text tells; or why it is none.
 * Never: asks AWS, or takes the text for more than a name.
 */
import { isConsoleHost } from '#catalog/partitions.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { parseArn } from '#iam/arn.ts';

interface Place {
  /** Null: the text does not tell. */
  readonly account: string | null;
  readonly region: string | null;
}

export type Address = Place &
  (
    | {
        readonly kind: 'project';
        readonly project: string;
        /** The ID of a build or a batch; null: none is named. */
        readonly build: string | null;
      }
    | {
        readonly kind: 'pipeline';
        readonly pipeline: string;
        /** Null: the newest one that failed. */
        readonly execution: string | null;
      }
    | {
        /** One that a project's settings name; which project is to be asked. */
        readonly kind: 'log-group';
        readonly group: string;
        /** The UUID of a build, or a batch, as its stream has it; null: none is named. */
        readonly uuid: string | null;
      }
  );

/** Reads any form of the name; what has none of the other forms is the project's name as it is. */
export function readAddress(given: string): Result<Address, string> {
  const text = bare(given.trim());
  if (text.length > LONGEST) return err(`it has more than ${LONGEST} characters`);
  if (/^https?:\/\//i.test(text)) return readLink(text);
  if (text.startsWith('arn:')) return readArn(text);
  const pipeline = /^pipeline:([^/:]+)(?:[/:]([\da-f-]{36}))?$/i.exec(text);
  if (pipeline !== null) return ok(pipelineAt(NOWHERE, pipeline[1] ?? '', pipeline[2]));
  if (text.startsWith('/')) return ok(readLogGroup(NOWHERE, text));
  return ok(isBuildId(text) ? ofBuild(NOWHERE, text) : projectAt(NOWHERE, text));
}

/** Mail puts a link between marks, and what passes one on may escape it whole. */
function bare(text: string): string {
  const inside = /^<(.*)>$/.exec(text)?.[1] ?? text;
  return /^https?%3a%2f%2f/i.test(inside) ? unescaped(inside) : inside;
}

const LONGEST = 4096;
const NOWHERE: Place = { account: null, region: null };

const projectAt = (place: Place, project: string, build: string | null = null): Address => ({
  kind: 'project',
  project,
  build,
  ...place,
});

const pipelineAt = (place: Place, pipeline: string, execution: string | null = null): Address => ({
  kind: 'pipeline',
  pipeline,
  execution,
  ...place,
});

const UUID = /^[\da-f]{8}-[\da-f-]{27}$/i;

/** A build and a batch alike: `PROJECT:UUID`. */
function isBuildId(text: string): boolean {
  const at = text.indexOf(':');
  return at > 0 && !text.slice(0, at).includes('/') && UUID.test(text.slice(at + 1));
}

const ofBuild = (place: Place, id: string): Address => projectAt(place, id.slice(0, id.lastIndexOf(':')), id);

function readArn(text: string): Result<Address, string> {
  const arn = parseArn(text);
  const { service, resource, account, region } = arn ?? {
    service: '',
    resource: '',
    account: '',
    region: '',
  };
  const place = { account: account || null, region: region || null };
  const [, kind, name = ''] = /^(project|build|build-batch)\/(.+)$/s.exec(resource) ?? [];
  if (service === 'codebuild' && kind === 'project') return ok(projectAt(place, name));
  if (service === 'codebuild' && isBuildId(name)) return ok(ofBuild(place, name));
  if (service === 'codepipeline' && /^[^/:]+$/.test(resource)) return ok(pipelineAt(place, resource));
  if (service === 'logs' && resource.startsWith('log-group:'))
    return ok(readLogGroup(place, resource.slice('log-group:'.length).replace(/:\*$/, '')));
  return err('it is the ARN of no project, build, pipeline or log group');
}

/** CodeBuild's own group is named after the project; streams end with the build's UUID. Source: CodeBuild API reference, CloudWatchLogsConfig. */
function readLogGroup(place: Place, text: string): Address {
  const [, project, stream = ''] =
    /^\/aws\/codebuild\/([^/:]+)(?::log-stream:|:|\/|$)(.*)$/s.exec(text) ?? [];
  if (project !== undefined) {
    const uuid = uuidOf(stream);
    return projectAt(place, project, uuid === null ? null : `${project}:${uuid}`);
  }
  const [group = '', ...rest] = text.split(':');
  return { kind: 'log-group', group, uuid: uuidOf(rest.join(':')), ...place };
}

function uuidOf(stream: string): string | null {
  const last = stream.slice(stream.lastIndexOf('/') + 1).replace(/^log-stream:/, '');
  return UUID.test(last) ? last : null;
}

function readLink(text: string): Result<Address, string> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return err('it is no address that can be read');
  const destination = destinationOf(url);
  if (destination !== null) return readLink(destination);
  if (!isConsoleHost(url.hostname)) return err(`\`${url.hostname}\` is not AWS's console`);
  return readPage(url, placeOf(url));
}

/** A link of the access portal leads to a page of the console; one that leads on to another link leads nowhere. */
function destinationOf({ hostname, hash }: URL): string | null {
  if (!hostname.endsWith('.awsapps.com')) return null;
  const destination = new URLSearchParams(hash.slice(hash.indexOf('?') + 1)).get('destination');
  return destination !== null && URL.canParse(destination) && isConsoleHost(new URL(destination).hostname)
    ? destination
    : null;
}

/** The host may begin with a region, and with an account before it where a browser is signed in to several. */
function placeOf({ hostname, searchParams, pathname }: URL): Place {
  const labels = hostname.split('.');
  const ofHost = labels.slice(0, labels.indexOf('console'));
  const account =
    /^\/codesuite\/[a-z]+\/(\d{12})\//.exec(pathname)?.[1] ?? /^(\d{12})-/.exec(ofHost[0] ?? '')?.[1] ?? null;
  const region = searchParams.get('region') ?? ofHost.find((label) => REGION.test(label)) ?? null;
  return { account, region: region !== null && REGION.test(region) ? region : null };
}

const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/;

function readPage({ pathname, hash }: URL, place: Place): Result<Address, string> {
  const path = parts(pathname);
  const [suite, service] = path;
  const within = path.slice(path.indexOf(service === 'codepipeline' ? 'pipelines' : 'projects'));
  const [list, name, kind, id] = within;
  if (suite === 'codesuite' && list === 'projects' && name !== undefined)
    return onProject(place, name, kind === 'build' || kind === 'batch' ? id : undefined);
  if (suite === 'codesuite' && list === 'pipelines' && name !== undefined)
    return ok(pipelineAt(place, name, kind === 'executions' ? id : null));
  return readFragment(suite ?? '', hash.slice(1), place);
}

/** Pages whose address is behind the `#`: the older CodeBuild pages, and CloudWatch's. */
function readFragment(service: string, fragment: string, place: Place): Result<Address, string> {
  if (service === 'codebuild') {
    const [list, name] = parts(fragment);
    if (name !== undefined && list === 'projects') return ok(projectAt(place, name));
    if (name !== undefined && isBuildId(name)) return ok(ofBuild(place, name));
  }
  const group = service === 'cloudwatch' ? logGroupOf(fragment) : null;
  return group === null ? err(NO_SUCH_PAGE) : ok(readLogGroup(place, group));
}

const NO_SUCH_PAGE = 'the page is of no CodeBuild project, build, log or pipeline';

/** What passes a link on may escape it once more; a build that is named is never taken for the newest one. */
function onProject(place: Place, project: string, build?: string): Result<Address, string> {
  if (build === undefined) return ok(projectAt(place, project));
  const id = [build, unescaped(build)].find(isBuildId);
  return id === undefined ? err('the ID of its build is none') : ok(ofBuild(place, id));
}

/** `logsV2:log-groups/log-group/…/log-events/…`, escaped twice with `$` for `%`, or `logEvent:group=…;stream=…`. */
function logGroupOf(fragment: string): string | null {
  const old = /^(?:logEvent|logStream|logEventViewer):group=([^;]+)(?:;stream=([^;]+))?/.exec(fragment);
  if (old !== null) return joined(unescaped(old[1] ?? ''), unescaped(old[2] ?? ''));
  const now = /^logsV2:log-groups\/log-group\/([^/?]+)(?:\/log-events\/([^/?]+))?/.exec(fragment);
  return now === null ? null : joined(consoleText(now[1] ?? ''), consoleText(now[2] ?? ''));
}

const joined = (group: string, stream: string): string =>
  stream === '' ? group : `${group}:log-stream:${stream}`;

const consoleText = (text: string): string => unescaped(unescaped(text.replaceAll('$', '%')));

const parts = (path: string): readonly string[] =>
  path
    .split(/[/?]/)
    .filter((part) => part !== '')
    .map(unescaped);

/** As it is where it cannot be read. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
