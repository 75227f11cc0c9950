/**
 * Facts that a build and its project left behind. Comes in: a snapshot's log, phase contexts,
 * settings and buildspec. Goes out: evidence, each with its source and its grade.
 * Never: decides what is needed or granted, fills in what is not in the text, throws on any input.
 */
import type { Symptom } from './symptoms.ts';
import type { Layer } from '#iam/decision.ts';
import type { Span } from '#basics/text-span.ts';

/** Weakest first. What each may do is said in docs/how-it-decides.md. */
export const GRADES = ['claimed', 'recorded', 'declared', 'configured', 'confirmed'] as const;
export type Grade = (typeof GRADES)[number];

/**
 * Whose word a use rests on, weakest first: `override`, what one build was started with or what has changed since; `source`, files that
 * whoever may push to the source writes; `settings`, the project as it is set now. Source: the diagnosis format, "Scope".
 */
export const ORIGINS = ['override', 'source', 'settings'] as const;
export type Origin = (typeof ORIGINS)[number];

type SourceKind =
  | 'build-log'
  | 'phase-context'
  | 'buildspec'
  | 'project'
  | 'cloudtrail'
  | 'authorization-message'
  | 'authorization-details'
  | 'confirmation';

/** Where a fact was found, in words a person can follow, and the text itself (untrusted). */
export interface Source {
  readonly kind: SourceKind;
  /** `log line 41`, `buildspec line 7`, `phase PRE_BUILD`, `environment variable IMAGE_REPO_NAME`. */
  readonly where: string;
  readonly text: string;
}

/** A denial as some message words it. A field that is not in the text is null. */
export interface Denial {
  readonly action: string | null;
  readonly resource: string | null;
  readonly principal: string | null;
  /** The API operation named around the sentence (`GetAuthorizationToken`). */
  readonly operation: string | null;
  readonly layer: Layer | null;
  readonly explicit: boolean | null;
  readonly policyArn: string | null;
  readonly authorizationId: string | null;
  /** Where the reason names another action than the one performed. */
  readonly missingAction: string | null;
  /** Place in the text that was read. */
  readonly span: Span;
  /** One-based line on which it starts. */
  readonly line: number;
  readonly truncated: boolean;
}

/**
 * Context keys of a request with their values; a key of no value is known to be missing from it, all that begin so where its name ends
 * in `*`. Of a key that is not here nothing is known.
 */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** The service that uses a key for the build: the build itself never sees the key. */
export type KeyUser = 's3' | 'secretsmanager' | 'ssm';

/** An ECR repository as an image address names it. */
export interface ImageRepository {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** What a setting or a command makes the build do; `needs` turns each into requests. */
export type Use =
  | { readonly kind: 'registry-login'; readonly region: string | null; readonly public: boolean }
  | {
      readonly kind: 'image-push';
      readonly repository: ImageRepository;
      readonly tag: string | null;
      /** The client reads layers back while pushing (buildx, manifest lists). */
      readonly readsBack?: true;
    }
  /** What is pushed there is signed with the profile, as whoever pushes it. */
  | { readonly kind: 'sign-image'; readonly repository: ImageRepository; readonly profileArn: string }
  /** A push to ECR Public; its alias does not tell the account. */
  | { readonly kind: 'public-image-push'; readonly alias: string; readonly name: string }
  | { readonly kind: 'image-pull'; readonly repository: ImageRepository; readonly tag: string | null }
  /** A pull from under a pull-through cache rule, whose first one imports the image. */
  | {
      readonly kind: 'fetch-upstream';
      readonly repository: ImageRepository;
      readonly upstream: string;
      /** False: the cache repository is proven not to be there yet, so the pull makes it. */
      readonly isThere: boolean;
    }
  /** A call of `aws SERVICE OPERATION`; resources are those its arguments name. */
  | {
      readonly kind: 'aws-call';
      readonly service: string;
      readonly operation: string;
      readonly action: string;
      readonly resources: readonly string[];
      /** What its request is known to carry besides. */
      readonly context?: RequestContext;
    }
  | { readonly kind: 'write-logs'; readonly groupName: string }
  | { readonly kind: 'write-s3-logs'; readonly location: string }
  | { readonly kind: 'write-artifacts'; readonly bucket: string; readonly prefix: string | null }
  /** The project's `bucketOwnerAccess` hands artifacts to the bucket's owner. */
  | { readonly kind: 'share-with-bucket-owner'; readonly bucket: string }
  /** Source and artifacts of a pipeline lie in the pipeline's own bucket. */
  | { readonly kind: 'use-pipeline-bucket'; readonly bucket: string }
  | { readonly kind: 'read-s3-source'; readonly location: string }
  | { readonly kind: 'use-s3-cache'; readonly location: string }
  | { readonly kind: 'read-parameter'; readonly name: string }
  | { readonly kind: 'read-secret'; readonly id: string }
  | {
      readonly kind: 'use-key';
      readonly keyArn: string;
      readonly via: KeyUser;
      /** ARNs of the secrets, or names of the parameters, that it is used for; absent: they are not all known. */
      readonly for?: readonly string[];
    }
  | { readonly kind: 'pull-build-image'; readonly image: string; readonly credentials: string }
  | { readonly kind: 'use-connection'; readonly arn: string }
  | { readonly kind: 'git-pull'; readonly repositoryArn: string }
  | { readonly kind: 'join-vpc'; readonly vpcId: string; readonly subnets: readonly string[] }
  | { readonly kind: 'write-reports'; readonly group: string }
  /** The builds of a batch are started, stopped and retried by the role of its own, or by the service role. */
  | { readonly kind: 'start-batch'; readonly projectArn: string; readonly isOwnRole: boolean }
  /** The daemon of docker that CodeBuild starts in privileged mode; it asks AWS for nothing. */
  | { readonly kind: 'docker-daemon' }
  | { readonly kind: 'debug-session' };

/** A policy that a command hands over with a role it takes: the session may do what one of them allows, and the role as well. */
export type PassedPolicy =
  | {
      readonly kind: 'inline';
      /** Null: only the run knows it. */
      readonly text: string | null;
      /** The file it is read from; null: it stands in the command. */
      readonly file: string | null;
    }
  /** Null: only the run knows it. */
  | { readonly kind: 'managed'; readonly arn: string | null };

/** A role as a command of the build takes it under session policies. Source: STS API Reference, AssumeRole. */
export interface BoundSession {
  readonly roleArn: string;
  /** Null: only the run knows it. */
  readonly name: string | null;
  readonly policies: readonly PassedPolicy[];
}

export type Evidence =
  | {
      readonly kind: 'denial';
      readonly grade: Grade;
      readonly source: Source;
      readonly denial: Denial;
      /** By its own line, whoever says so went on after it. */
      readonly wentOn?: true;
    }
  | {
      readonly kind: 'symptom';
      readonly grade: Grade;
      readonly source: Source;
      readonly symptom: Symptom;
      readonly detail: Readonly<
        Record<string, string>
      > /** Index in the evidence list of the failure it follows from. */;
      readonly followsFrom: number | null;
      readonly wentOn?: true;
    }
  | {
      readonly kind: 'use';
      readonly grade: Grade;
      readonly source: Source;
      readonly origin: Origin;
      readonly use: Use;
      /** Where the values of the variables in it come from, so that a plan can tell the project's own resources. */
      readonly through?: readonly Source[];
    }
  /** A command takes a role under session policies; what is known to be called with its keys is no use of the project's role. */
  | {
      readonly kind: 'session';
      readonly grade: Grade;
      readonly source: Source;
      readonly session: BoundSession;
      readonly calls: readonly Use[];
    }
  /** A command or setting that could not be read to the end, and why. Nothing is derived from it. */
  | {
      readonly kind: 'unresolved';
      readonly grade: Grade;
      readonly source: Source;
      readonly why: string;
      /** Patterns of the actions that it may ask for at the most; absent: of any. */
      readonly mayAskFor?: readonly string[];
    };
