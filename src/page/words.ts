/** What the page calls things. Findings, causes and verdicts come worded with the document; these are the labels around them. */
import type { Layer } from '#iam/decision.ts';
import type { JudgedNeedDocument } from '#render/documents.ts';

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
