/** What the page calls things. Findings, causes and verdicts come worded with the document; these are the labels around them. */
import type { Layer } from '#iam/decision.ts';
import type { JudgedNeedDocument } from '#render/documents.ts';

/** A layer as a column is headed, and what it is. */
export const LAYERS: Readonly<Record<Layer, { readonly name: string; readonly is: string }>> = {
  session: { name: 'Session policy', is: 'narrows one session of the role' },
  identity: { name: "Role's own policies", is: 'what the role is given: inline and attached policies' },
  boundary: { name: 'Permissions boundary', is: 'the most that the role may be given' },
  serviceControl: {
    name: 'Service control policies',
    is: "the most that the organisation lets the account's roles do (SCP)",
  },
  vpcEndpoint: {
    name: 'VPC endpoint policy',
    is: 'what may pass the private network address of the service',
  },
  resourceControl: {
    name: 'Resource control policies',
    is: "the most that the organisation lets anybody do to the account's resources (RCP)",
  },
  resource: { name: 'Policy of the resource', is: 'whom the repository, bucket, secret or key lets in' },
  trust: { name: 'Trust policy', is: 'who may take on a role' },
};

/** From whoever asks to what is asked for. */
export const WAY: readonly Layer[] = [
  'session',
  'identity',
  'boundary',
  'serviceControl',
  'vpcEndpoint',
  'resourceControl',
  'trust',
  'resource',
];

/** Whose word a need rests on. */
export const SCOPES: Readonly<Record<JudgedNeedDocument['scope'], string>> = {
  settings: "asked for by the project's settings",
  source: 'asked for only by files of the source',
  never: 'never granted unless it is confirmed by name: it destroys, or reaches wide',
  privilege: 'never granted unless it is confirmed by name: it can raise privileges',
  log: 'asked for only by a log, or by how one build was started',
  confirmed: 'confirmed by a person',
};

/** How sure a fact is, weakest first. */
export const GRADES: Readonly<Record<JudgedNeedDocument['grade'], string>> = {
  claimed: 'claimed by a line of a log',
  recorded: 'recorded by AWS',
  declared: 'declared in the buildspec or source',
  configured: "configured in the project's settings",
  confirmed: 'confirmed by a person',
};

/** A key of a document as a label: `notPutBack` reads `not put back`. */
export const labelOf = (key: string): string =>
  key.replaceAll(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
