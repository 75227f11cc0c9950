/** What earlier commands of a build left on its machine that later ones go by: remotes, logins, images, package repositories. */
import { parseArn } from '#iam/arn.ts';
import type { ImageRepository } from '../../evidence.ts';
import { isKnown, knownText, literal, type ShellText, unknownWord } from '../text.ts';
import { PROJECT_ROLE, type Signer } from './signer.ts';

/** A repository of CodeArtifact. */
export interface PackageRepository {
  readonly account: string;
  readonly region: string;
  readonly domain: string;
  readonly name: string;
}

/** Where a family of clients keeps its logins; all of them look into docker's as well. */
export type LoginStore = 'docker' | 'containers' | 'helm';

export class ToolMemory {
  /** Addresses by directory and name of the remote. */
  readonly remotes = new Map<string, ShellText>();
  /** By the format of packages: `npm`, `pypi`. */
  readonly packages = new Map<string, PackageRepository>();
  /** Whether a token of CodeArtifact was asked for. */
  hasPackageToken = false;
  /** Whether a package manager takes one by itself, as a helper of its own has it. */
  takesPackageToken = false;
  /** Names of charts that were packed. */
  readonly charts = new Set<string>();
  /** Signing profiles by the name of their key. */
  readonly signingProfiles = new Map<string, ShellText>();
  /** A cluster runs on the machine itself. */
  hasLocalCluster = false;
  /** What `docker` talks to need not be the daemon that CodeBuild starts. */
  hasOtherDaemon = false;
  /** The role that the kubeconfig has clients of the cluster assume; null: they take the credentials of the moment. */
  clusterRole: ShellText | null = null;
  /** Who asked last for a token of a registry. */
  #token: Signer = PROJECT_ROLE;
  readonly #images = new Set<string>();
  readonly #logins = new Map<string, Signer>();
  /** Whom the keys and tokens that commands printed speak for, by why they are not known. */
  readonly #speakers = new Map<string, Signer>();

  /** `origin` is the repository that CodeBuild fetched the source from. */
  constructor(origin: ShellText | null = null) {
    if (origin !== null) this.remotes.set('. origin', origin);
  }

  tookToken(signer: Signer): void {
    this.#token = signer;
  }

  /** `secret`: what the login is given as its password. */
  loggedIn(registry: Omit<ImageRepository, 'name'>, store: LoginStore, secret: ShellText | null): void {
    const signer = (secret === null ? null : this.speakerOf(secret)) ?? this.#token;
    this.#logins.set(`${store} ${keyOf(registry)}`, signer);
  }

  /** Null: nobody logged in to it, so a client takes the credentials of the moment. */
  loginTo(registry: Omit<ImageRepository, 'name'>, store: LoginStore): Signer | null {
    const key = keyOf(registry);
    return this.#logins.get(`${store} ${key}`) ?? this.#logins.get(`docker ${key}`) ?? null;
  }

  /** A key or token of somebody, as a command prints it. */
  secretOf(signer: Signer, what: string): ShellText {
    const how = signer.kind === 'project-role' ? "as the project's role" : signer.how;
    const why = `${what}, which works ${how}`;
    this.#speakers.set(why, signer);
    return unknownWord(why);
  }

  /** Whom a text speaks for that holds a key or token; null: it is not known to hold one. */
  speakerOf({ pieces }: ShellText): Signer | null {
    for (const piece of pieces) {
      const signer = isKnown(piece) ? undefined : this.#speakers.get(piece.why);
      if (signer !== undefined) return signer;
    }
    return null;
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
