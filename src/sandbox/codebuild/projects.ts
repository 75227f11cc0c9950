/** Projects. Source: facts 5.1, 5.2, 5.5, 5.6 [BOTO codebuild, C-ID, PASS, C-TRB]. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { roleAt, serviceMayAssume } from '../sts/assume-role.ts';
import { projectName, settingsSchema, type ProjectSettings } from './settings.ts';
import {
  authorizeProject,
  codebuildOf,
  INVALID,
  nameOfProject,
  projectArn,
  projectAt,
  projectShape,
} from './shapes.ts';
import type { ProjectState } from './state.ts';

export const CODEBUILD = 'codebuild.amazonaws.com';
const LISTED = 100;

function passRole(call: Call, roleArn: string): void {
  call.authorize({
    action: 'iam:PassRole',
    resource: roleArn,
    context: { 'iam:PassedToService': CODEBUILD },
  });
}

export const notAssumable = (roleArn: string): AwsError =>
  new AwsError(INVALID, `CodeBuild is not authorized to perform: sts:AssumeRole on ${roleArn}`);

/** A bad trust policy, a missing role and a wrong letter case all read the same. Source: facts 5.2 [C-TRB]. */
function mustBeAssumable(call: Call, roleArn: string, name: string): void {
  const role = roleAt(call.world, roleArn);
  const source = { sourceArn: projectArn(call, name), sourceAccount: call.account };
  if (role === null || !serviceMayAssume({ world: call.world, role, service: CODEBUILD, ...source }))
    throw notAssumable(roleArn);
}

/** What no single member's schema can say. */
function checkSettings(settings: ProjectSettings): void {
  const { source, artifacts, environment } = settings;
  const refuse = (message: string): never => {
    throw new AwsError(INVALID, message);
  };
  if (!settings.serviceRole.startsWith('arn:')) refuse('Invalid service role: service role ARN is not valid');
  if (source.type === 'NO_SOURCE' && (source.buildspec ?? '').trim() === '')
    refuse('If project source type is set to NO_SOURCE, buildspec must be provided');
  if (source.type === 'S3' && !(source.location ?? '').includes('/'))
    refuse('Invalid source: location must be a valid S3 source');
  if (artifacts.type === 'S3' && (artifacts.location ?? '') === '')
    refuse('Invalid artifacts: location must be specified');
  if (
    environment.image.startsWith('aws/codebuild/') &&
    environment.imagePullCredentialsType === 'SERVICE_ROLE'
  )
    refuse('cannot use a CodeBuild curated image with imagePullCredentialsType SERVICE_ROLE');
}

function createProject(call: Call): object {
  const { name } = readInput(z.object({ name: projectName }), call.input, INVALID);
  const settings = readInput(settingsSchema, call.input, INVALID);
  authorizeProject(call, 'CreateProject', name);
  checkSettings(settings);
  passRole(call, settings.serviceRole);
  const { projects } = codebuildOf(call);
  const arn = projectArn(call, name);
  if (projects.has(name))
    throw new AwsError('ResourceAlreadyExistsException', `Project already exists: ${arn}`);
  mustBeAssumable(call, settings.serviceRole, name);
  const project: ProjectState = {
    name,
    arn,
    created: call.now,
    lastModified: call.now,
    settings,
    webhook: null,
    buildCount: 0,
    batchCount: 0,
    sourceFiles: new Map(),
  };
  projects.set(name, project);
  return { project: projectShape(project) };
}

/** Only the members that are sent are changed; PassRole is asked for where a role is sent. */
function updateProject(call: Call): object {
  const { name } = readInput(z.object({ name: projectName }), call.input, INVALID);
  authorizeProject(call, 'UpdateProject', name);
  const project = projectAt(call, name);
  const sent = readInput(settingsSchema.partial(), call.input, INVALID);
  const changed = Object.fromEntries(
    Object.entries(sent).filter(([key, value]) => value !== undefined && Object.hasOwn(call.input, key)),
  );
  const settings: ProjectSettings = { ...project.settings, ...changed };
  checkSettings(settings);
  if (sent.serviceRole !== undefined) {
    passRole(call, sent.serviceRole);
    mustBeAssumable(call, sent.serviceRole, name);
  }
  project.settings = settings;
  project.lastModified = call.now;
  return { project: projectShape(project) };
}

function batchGetProjects(call: Call): object {
  const { names } = readInput(
    z.object({ names: z.array(z.string().min(1)).min(1).max(100) }),
    call.input,
    INVALID,
  );
  for (const name of names) authorizeProject(call, 'BatchGetProjects', nameOfProject(call, name));
  const { projects } = codebuildOf(call);
  const found = names.map((asked) => ({ asked, project: projects.get(nameOfProject(call, asked)) }));
  return {
    projects: found.flatMap(({ project }) => (project === undefined ? [] : [projectShape(project)])),
    projectsNotFound: found.flatMap(({ asked, project }) => (project === undefined ? [asked] : [])),
  };
}

const ORDERS: Readonly<Record<string, (left: ProjectState, right: ProjectState) => number>> = {
  NAME: (left, right) => (left.name < right.name ? -1 : 1),
  CREATED_TIME: (left, right) => left.created.getTime() - right.created.getTime(),
  LAST_MODIFIED_TIME: (left, right) => left.lastModified.getTime() - right.lastModified.getTime(),
};

export const sortOrder = z.enum(['ASCENDING', 'DESCENDING']);

function listProjects(call: Call): object {
  const schema = z.object({
    sortBy: z.enum(['NAME', 'CREATED_TIME', 'LAST_MODIFIED_TIME']).default('NAME'),
    sortOrder: sortOrder.default('ASCENDING'),
    nextToken: z.string().optional(),
  });
  const input = readInput(schema, call.input, INVALID);
  call.authorize({ action: 'codebuild:ListProjects', resource: '*' });
  const sorted = [...codebuildOf(call).projects.values()].toSorted(ORDERS[input.sortBy]);
  if (input.sortOrder === 'DESCENDING') sorted.reverse();
  const page = pageOf(sorted, LISTED, input.nextToken);
  return { projects: page.items.map(({ name }) => name), nextToken: page.next };
}

/** Deleting a project that is not there is no error. */
function deleteProject(call: Call): object {
  const { name } = readInput(z.object({ name: z.string().min(1) }), call.input, INVALID);
  const named = nameOfProject(call, name);
  authorizeProject(call, 'DeleteProject', named);
  codebuildOf(call).projects.delete(named);
  return {};
}

export const PROJECT_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateProject: createProject,
  UpdateProject: updateProject,
  BatchGetProjects: batchGetProjects,
  ListProjects: listProjects,
  DeleteProject: deleteProject,
};
