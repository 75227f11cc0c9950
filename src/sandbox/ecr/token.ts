/**
 * Registry tokens. A token carries who asked for it and where: every registry request is decided for that
 * session, live. Source: facts 4.4 [E-AUTH].
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../caller.ts';
import type { World } from '../world.ts';

export const TOKEN_SECONDS = 12 * 60 * 60;

/** Tokens are signed, so that no client can write one of its own. */
const KEY = randomBytes(32);

interface TokenContent {
  readonly caller: Caller;
  readonly region: string;
  readonly expires: number;
}

export type ReadToken =
  | { readonly kind: 'valid'; readonly caller: Caller; readonly region: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' };

/** The password that goes with the user name `AWS`. */
export function issueToken(
  world: World,
  { caller, region }: { readonly caller: Caller; readonly region: string },
): string {
  const content: TokenContent = { caller, region, expires: world.now().getTime() + TOKEN_SECONDS * 1000 };
  const body = Buffer.from(JSON.stringify(content)).toString('base64url');
  return `${body}.${sign(body)}`;
}

export function readToken(world: World, password: string): ReadToken {
  const [body = '', signature = ''] = password.split('.');
  if (!isSigned(body, signature)) return { kind: 'invalid' };
  const { caller, region, expires } = JSON.parse(Buffer.from(body, 'base64url').toString()) as TokenContent;
  return expires <= world.now().getTime() ? { kind: 'expired' } : { kind: 'valid', caller, region };
}

/** A layer that whoever holds the link may download, as from a presigned URL of S3. */
export interface LayerLink {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly digest: string;
  readonly expires: number;
}

/** Link and token are signed over different texts, so that neither passes for the other. */
const linkText = (body: string): string => `layer ${body}`;

export function writeLink(link: LayerLink): string {
  const body = Buffer.from(JSON.stringify(link)).toString('base64url');
  return `${body}.${sign(linkText(body))}`;
}

/** Null for a link that was not written here, or whose time is over. */
export function readLink(world: World, text: string): LayerLink | null {
  const [body = '', signature = ''] = text.split('.');
  if (!isSigned(linkText(body), signature)) return null;
  const link = JSON.parse(Buffer.from(body, 'base64url').toString()) as LayerLink;
  return link.expires <= world.now().getTime() ? null : link;
}

function isSigned(text: string, signature: string): boolean {
  const expected = Buffer.from(sign(text));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

const sign = (body: string): string => createHmac('sha256', KEY).update(body).digest('base64url');
