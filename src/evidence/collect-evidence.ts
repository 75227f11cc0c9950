/**
 * Everything a build and its project left behind, as one list. Comes in: a snapshot, and the files of the source where a person gave
 * them. Goes out: the evidence of all readers in the order settings, buildspec and commands, phase contexts, CloudTrail, decoded messages, authorization details, log, images from upstream, images that are signed, keys.
 * Never: reads a file by itself, asks AWS, throws on any text. `followsFrom` counts from the first item of the whole list.
 */
import { remember } from '#basics/remember.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { readBuildLog } from './build-log.ts';
import { readAuthorizationDetails } from './authorization-details.ts';
import { asTheBuildRan } from './as-the-build-ran.ts';
import { readKeys } from './encryption.ts';
import { behindAlias } from './key-aliases.ts';
import { readFunctionImages } from './function-images.ts';
import { readDecodedMessages } from './decoded-messages.ts';
import type { Evidence } from './evidence.ts';
import { maskSecrets, secretValues } from '#account/mask-secrets.ts';
import { readTrail } from './cloudtrail.ts';
import { readPhaseContexts } from './phase-contexts.ts';
import { readPresentAndPast } from './present-and-past.ts';
import { readSignedImages } from './signed-images.ts';
import { readUpstreamImages } from './upstream-images.ts';

/** The files of the project's source; paths are relative to its root. */
export interface SourceFiles {
  /** Null: there is no such file, or it may not be read. */
  readonly read: (path: string) => string | null;
  /** The names in a folder, those of folders with `/` behind; null: there is none, or not all of it may be read. */
  readonly list?: (path: string) => readonly string[] | null;
}

/** What of a snapshot the readers look at, so that a reader of the account can ask before its snapshot is whole. */
export type LeftBehind = Pick<
  Snapshot,
  | 'project'
  | 'build'
  | 'batch'
  | 'log'
  | 'buildspecFiles'
  | 'pipelineAction'
  | 'trail'
  | 'decodedMessages'
  | 'authorizationDetails'
  | 'pullThroughCacheRules'
  | 'signingRules'
  | 'repositories'
  | 'keyAliases'
  | 'secretKeys'
  | 'parameterKeys'
>;

export interface CollectInput {
  readonly snapshot: LeftBehind;
  readonly source: SourceFiles | null;
}

/** While a snapshot is taken its readers look several times at the same build, and at the same log of up to two megabytes. */
const ofPhases = remember(readPhaseContexts);
const ofLog = remember(readBuildLog);

const readingOf = (source: SourceFiles | null) => ({
  ...(source && { script: source.read }),
  ...(source?.list && { folder: source.list }),
});

export function collectEvidence({ snapshot, source }: CollectInput): readonly Evidence[] {
  const { log, trail } = snapshot;
  const build = snapshot.build.kind === 'known' ? snapshot.build.value : null;
  const evidence = joined([
    readFunctionImages(readPresentAndPast(snapshot, readingOf(source)), snapshot),
    build === null ? [] : ofPhases(build),
    build !== null && trail.kind === 'known' ? readTrail(trail.value, build) : [],
    readDecodedMessages(snapshot.decodedMessages),
    readAuthorizationDetails(snapshot.authorizationDetails),
    log.kind === 'known' ? ofLog(log.value) : [],
    ...ofBatch(snapshot),
  ]);
  const all = [
    ...evidence,
    ...readUpstreamImages(evidence, snapshot),
    ...readSignedImages(evidence, snapshot),
    ...readKeys(evidence, snapshot),
  ];
  const known = secretValues([
    ...snapshot.project.environment.variables,
    ...asTheBuildRan(snapshot.project, build).environment.variables,
  ]);
  return all.map((one) => withoutSecrets(behindAlias(one, snapshot.keyAliases), known));
}

/** What the batch itself and its other failed builds left behind, each under its name. */
function ofBatch({ batch, build }: LeftBehind): readonly (readonly Evidence[])[] {
  if (batch.kind !== 'known') return [];
  const { run, failed } = batch.value;
  const isExplained = build.kind === 'known' && build.value.id === run.id;
  return [
    isExplained ? [] : ofPhases(run).map((one) => named('batch', one)),
    ...failed.flatMap(({ identifier, build: other, log }) =>
      [ofPhases(other), log.kind === 'known' ? ofLog(log.value) : []].map((found) =>
        found.map((one) => named(`task ${identifier}`, one)),
      ),
    ),
  ];
}

function named(whose: string, one: Evidence): Evidence {
  return { ...one, source: { ...one.source, where: `${whose}: ${one.source.where}` } };
}

/** What is quoted is shown, sent and kept from here on. */
function withoutSecrets(one: Evidence, known: readonly string[]): Evidence {
  const masked = (text: string): string => maskSecrets(text, known);
  const source = { ...one.source, text: masked(one.source.text) };
  switch (one.kind) {
    case 'symptom': {
      const detail = Object.entries(one.detail).map(([name, text]) => [name, masked(text)] as const);
      return { ...one, source, detail: Object.fromEntries(detail) };
    }
    case 'unresolved':
      return { ...one, source, why: masked(one.why) };
    case 'session': {
      const policies = one.session.policies.map((policy) =>
        policy.kind === 'inline' && policy.text !== null ? { ...policy, text: masked(policy.text) } : policy,
      );
      return { ...one, source, session: { ...one.session, policies } };
    }
    case 'denial':
    case 'use':
      return { ...one, source };
  }
}

/** Each list counts from its own first item; the whole counts from its own. */
function joined(lists: readonly (readonly Evidence[])[]): readonly Evidence[] {
  const all: Evidence[] = [];
  for (const list of lists) {
    const before = all.length;
    all.push(
      ...list.map((one) =>
        one.kind === 'symptom' && one.followsFrom !== null
          ? { ...one, followsFrom: one.followsFrom + before }
          : one,
      ),
    );
  }
  return all;
}
