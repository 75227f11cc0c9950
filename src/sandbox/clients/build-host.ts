/**
 * What the programs of one build share: whose keys they use, the docker daemon with its images, and logins.
 * Never: anything that outlives the build.
 */
import type { Invocation } from '../shell/shell.ts';
import { sayNotRun, textOf } from '../shell/shell.ts';
import type { Connection, Keys } from './aws-call.ts';
import type { Image } from './image.ts';
import { fullName, type ImageReference } from './image-reference.ts';

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface BuildHost {
  readonly connection: Connection;
  /** Whether a docker daemon runs: only in privileged mode. Source: facts 5.4. */
  readonly privileged: boolean;
  /** By full reference. */
  readonly images: Map<string, Image>;
  /** Made up for an archive that was loaded: it may bear any name. */
  readonly loaded: Image[];
  /** By registry host. */
  readonly logins: Map<string, Login>;
  /** What a source without commits of its own is taken to stand at. */
  readonly commit: string;
  /** Lets a step's usual time go by, in milliseconds. */
  readonly pass: (milliseconds: number) => void;
}

/** The keys a program finds: those in its environment, or else the build's own. */
export function connectionOf(host: BuildHost, { shell }: Invocation, region: string | null): Connection {
  const accessKeyId = textOf(shell, 'AWS_ACCESS_KEY_ID');
  const secretAccessKey = textOf(shell, 'AWS_SECRET_ACCESS_KEY');
  const keys: Keys =
    accessKeyId === undefined || secretAccessKey === undefined || accessKeyId === ''
      ? host.connection.keys
      : { accessKeyId, secretAccessKey, sessionToken: textOf(shell, 'AWS_SESSION_TOKEN') ?? null };
  const named = [region ?? undefined, textOf(shell, 'AWS_REGION'), textOf(shell, 'AWS_DEFAULT_REGION')].find(
    (each) => each !== undefined && each !== '',
  );
  return { ...host.connection, keys, region: named ?? host.connection.region };
}

/** The image of a full reference, on this machine. */
export const imageAt = ({ images, loaded }: BuildHost, name: string): Image | undefined =>
  images.get(name) ?? loaded.at(-1);

/** For a command the sandbox does not carry out: said, and taken as successful. */
export function notRun({ name, args, io, shell }: Invocation): number {
  sayNotRun(shell, io, [name, ...args].join(' '));
  return 0;
}

/** An image for a registry that is not served here: said, and taken for pushed. */
export function notPushed({ io, shell }: Invocation, reference: ImageReference): void {
  sayNotRun(shell, io, `push to ${fullName(reference)}`);
}
