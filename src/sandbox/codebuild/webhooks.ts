/** Webhooks of projects; nothing comes in through one. Source: CodeBuild API reference, CreateWebhook, UpdateWebhook. */
import { z } from 'zod';
import { readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { type WebhookSettings, webhookSchema } from './settings.ts';
import { authorizeProject, INVALID, nameOfProject, projectAt } from './shapes.ts';
import type { ProjectState } from './state.ts';

const WITH_WEBHOOKS = new Set(['GITHUB', 'GITHUB_ENTERPRISE', 'BITBUCKET', 'GITLAB', 'GITLAB_SELF_MANAGED']);

function projectOf(call: Call, operation: string): ProjectState {
  const { projectName } = readInput(z.object({ projectName: z.string().min(1) }), call.input, INVALID);
  const name = nameOfProject(call, projectName);
  authorizeProject(call, operation, name);
  return projectAt(call, name);
}

function createWebhook(call: Call): object {
  const project = projectOf(call, 'CreateWebhook');
  const webhook = readInput(webhookSchema, call.input, INVALID);
  if (!WITH_WEBHOOKS.has(project.settings.source.type))
    throw new AwsError(INVALID, 'Webhooks are not supported for this source type');
  if (project.webhook !== null)
    throw new AwsError('ResourceAlreadyExistsException', `Webhook already exists: ${project.arn}`);
  project.webhook = webhook;
  return { webhook };
}

/** What is not sent stays. */
function updateWebhook(call: Call): object {
  const project = projectOf(call, 'UpdateWebhook');
  const sent = readInput(webhookSchema.partial(), call.input, INVALID);
  const changed = Object.fromEntries(Object.entries(sent).filter(([key]) => Object.hasOwn(call.input, key)));
  project.webhook = { ...existing(project), ...changed };
  return { webhook: project.webhook };
}

function deleteWebhook(call: Call): object {
  const project = projectOf(call, 'DeleteWebhook');
  existing(project);
  project.webhook = null;
  return {};
}

function existing({ webhook, arn }: ProjectState): WebhookSettings {
  if (webhook !== null) return webhook;
  throw new AwsError('ResourceNotFoundException', `Webhook cannot be found: ${arn}`);
}

export const WEBHOOK_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateWebhook: createWebhook,
  UpdateWebhook: updateWebhook,
  DeleteWebhook: deleteWebhook,
};
