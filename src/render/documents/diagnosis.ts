/** `rolemend diagnose --json`. Source: the diagnosis format. */
import { z } from 'zod';
import { alternativeShape, handoffShape, operatorShape, planShape } from './plan.ts';
import {
  evidenceInContextShape,
  findingShape,
  hypothesisShape,
  judgedNeedShape,
  layer,
  list,
  object,
  projectShape,
  provenanceShape,
  text,
  texts,
  time,
  unreadableShape,
  unresolvedShape,
} from './shapes.ts';

const phaseShape = object({
  type: text,
  status: text.nullable(),
  durationInSeconds: z.number().nullable(),
  contexts: list(object({ statusCode: text, message: text })),
});

const batchShape = object({
  id: text,
  number: z.int().nullable(),
  status: text,
  tasks: list(
    object({
      identifier: text,
      ignoreFailure: z.boolean(),
      buildId: text.nullable(),
      status: text.nullable(),
    }),
  ),
});

const buildShape = object({
  id: text,
  number: z.int().nullable(),
  status: text,
  failedPhase: text.nullable(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  phases: list(phaseShape),
  logs: object({ groupName: text.nullable(), streamName: text.nullable() }),
  lastFailed: text.nullable().describe('ID of the newest failed build'),
  batch: batchShape.exactOptional(),
});

export const diagnosisShape = object({
  schema: z.literal('rolemend.diagnosis/1'),
  project: projectShape,
  build: buildShape.nullable().describe('the build that is explained'),
  role: object({ arn: text, readable: z.boolean() }),
  batchRole: object({ arn: text }).exactOptional(),
  provenance: provenanceShape,
  verdict: z.enum(['healthy', 'blocked', 'unknown']),
  needs: list(judgedNeedShape),
  policies: list(
    object({
      layer,
      name: text,
      target: text.nullable().describe('the level of the organisation it is attached at'),
      text,
    }),
  ).describe('the policies that the needs were judged by'),
  findings: list(findingShape),
  hypotheses: list(hypothesisShape),
  unresolved: list(unresolvedShape).describe('what could not be followed, and so may hide needs'),
  notes: texts,
  evidence: list(evidenceInContextShape),
  plan: planShape.nullable(),
  planProblem: text.exactOptional().describe('why there is no plan'),
  operator: operatorShape.nullable().exactOptional(),
  handoffs: list(handoffShape).exactOptional().describe('what can be asked of others where there is no plan'),
  alternatives: list(alternativeShape)
    .exactOptional()
    .describe('plans that end it, where the one asked for is none'),
  unreadable: list(unreadableShape),
  takenAt: time,
  next: text
    .exactOptional()
    .describe('the command that goes on from here, with the options that were given; absent: none does'),
});
