/**
 * How an operation of the sandbox is written. Comes in: a call whose caller is known and whose input
 * is decoded from the wire. Goes out: the output, to be encoded in the service's protocol, or a thrown
 * AwsError, the one expected exception in this room. Never: HTTP, signatures or faults; server.ts does those.
 */
import type { ApplicablePolicies, AuthorizationRequest, Decision, NamedPolicy } from '#iam/decision.ts';
import type { Caller } from './caller.ts';
import type { World } from './world.ts';

/** One authorization question of an operation. */
export interface Check {
  readonly action: string;
  /** An ARN or `*`; IAM's own denials may word it otherwise, see `worded`. */
  readonly resource: string;
  readonly resourceAccount?: string;
  readonly resourcePolicies?: readonly NamedPolicy[];
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** How the denial names the resource, where that is not the ARN (`role NAME`). */
  readonly worded?: string;
}

export interface Call {
  readonly service: string;
  readonly operation: string;
  /** Decoded input; every operation validates it with its own schema. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  /** The caller's account. */
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly now: Date;
  readonly requestId: string;
  readonly userAgent: string;
  readonly world: World;
  /** Throws the service's own access-denied error, reason phrase included, unless allowed. */
  authorize(check: Check): void;
}

export type Operation = (call: Call) => unknown;

/** A check that did not pass, with all that was looked at. */
export interface Refused {
  readonly world: World;
  readonly caller: Caller;
  readonly region: string;
  readonly request: AuthorizationRequest;
  readonly policies: ApplicablePolicies;
  readonly decision: Decision;
}

/** A request of a REST service: its operation is in the method, the address and the headers. */
export interface RestRequest {
  readonly method: string;
  /** With the host the client asked for. */
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

export interface RestOperation {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What an operation of a REST service returns. */
export interface RestAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is written as XML under its one root. */
  readonly body?: Readonly<Record<string, unknown>> | Uint8Array | string;
}

export interface Service {
  /** Signing name: `iam`, `sts`, `ecr`, `codebuild`, `logs`, `cloudtrail`, `s3` … */
  readonly name: string;
  readonly protocol:
    | { readonly kind: 'query' | 'ec2'; readonly version: string; readonly xmlns: string }
    | { readonly kind: 'json'; readonly version: '1.0' | '1.1'; readonly targetPrefix: string }
    | {
        readonly kind: 'rest';
        readonly xmlns: string;
        readonly route: (request: RestRequest) => RestOperation;
      }
    | {
        readonly kind: 'rest-json';
        /** Of which it is known from another service of the same signing name. */
        readonly path: RegExp;
        readonly route: (request: RestRequest) => RestOperation;
      };
  /** The most bytes a body may have, where a call of it takes more than others do. */
  readonly bodyBound?: number;
  /** Where it is not the name. */
  readonly signingName?: string;
  /** What the service adds to the words of a denial. */
  readonly addToDenial?: (refused: Refused) => string;
  /** Operations that CloudTrail writes as data events, which LookupEvents never shows. */
  readonly dataOperations?: ReadonlySet<string>;
  readonly operations: Readonly<Record<string, Operation>>;
  /** What a token of no page is answered; none: its lists have no pages. */
  readonly badToken?: { readonly code: string; readonly message: string };
  /** Operations that take calls without a signature, and who then calls. */
  readonly unsigned?: ReadonlyMap<string, (input: Call['input']) => Caller>;
}

/** An error as AWS words it; `status` is the HTTP status. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
