/** What earlier commands of a build left on its machine that later ones go by: remotes, logins, images, package repositories. */
import { parseArn } from '#iam/arn.ts';
import type { ImageRepository } from '../../evidence.ts';
import type { Invocation } from '../invocation.ts';
import { knownText, literal, type ShellText } from '../text.ts';

/** A repository of CodeArtifact. */
export interface PackageRepository {
  readonly account: string;
  readonly region: string;
  readonly domain: string;
  readonly name: string;
}

/** The variables by which AWS clients chose their credentials at some moment. */
export type Credentials = ReadonlyMap<string, ShellText>;

/** Variables that make tools call AWS as somebody else. */
export const CREDENTIAL_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
];

export class ToolMemory {
  /** Addresses by directory and name of the remote. */
  readonly remotes = new Map<string, ShellText>();
  /** By the format of packages: `npm`, `pypi`. */
  readonly packages = new Map<string, PackageRepository>();
  /** Whether a token of CodeArtifact was asked for. */
  hasPackageToken = false;
  /** Names of charts that were packed. */
  readonly charts = new Set<string>();
  /** Signing profiles by the name of their key. */
  readonly signingProfiles = new Map<string, ShellText>();
  /** A cluster runs on the machine itself. */
  hasLocalCluster = false;
  /** Whose token for a registry was asked for last. */
  #token: Credentials = new Map();
  readonly #images = new Set<string>();
  readonly #logins = new Map<string, Credentials>();

  /** `origin` is the repository that CodeBuild fetched the source from. */
  constructor(origin: ShellText | null = null) {
    if (origin !== null) this.remotes.set('. origin', origin);
  }

  /** A token for a registry, of a profile where one is named. */
  tookToken({ variable }: Pick<Invocation, 'variable'>, profile: ShellText | null): void {
    const given = CREDENTIAL_VARIABLES.flatMap((name) => {
      const value = variable(name);
      return value === null ? [] : [[name, value] as const];
    });
    this.#token = new Map(profile === null ? given : [['AWS_PROFILE', profile]]);
  }

  loggedIn(registry: Omit<ImageRepository, 'name'>): void {
    this.#logins.set(keyOf(registry), this.#token);
  }

  /** Null: nobody logged in to it, so a client takes the credentials of the moment. */
  loginTo(registry: Omit<ImageRepository, 'name'>): Credentials | null {
    return this.#logins.get(keyOf(registry)) ?? null;
  }

  keepImage(image: ShellText): void {
    this.#images.add(imageKey(image));
  }

  /** Whether the image lies on the machine already, so that nothing fetches it. */
  hasImage(image: ShellText): boolean {
    return this.#images.has(imageKey(image));
  }
}

function keyOf({ partition, region, account }: Omit<ImageRepository, 'name'>): string {
  return `${partition} ${region} ${account}`;
}

function imageKey(image: ShellText): string {
  const text = knownText(image);
  if (text === null) return JSON.stringify(image.pieces);
  return /:[^/]*$/.test(text) ? text : `${text}:latest`;
}

/** The memory of a build whose source lies at an address; null: it has none that git would know. */
export function startingMemory(source: {
  readonly type: string;
  readonly location: string | null;
}): ToolMemory {
  const isGit = !['S3', 'NO_SOURCE', 'CODEPIPELINE'].includes(source.type);
  const isArn = parseArn(source.location ?? '') !== null;
  return new ToolMemory(isGit && !isArn && source.location !== null ? literal(source.location) : null);
}
