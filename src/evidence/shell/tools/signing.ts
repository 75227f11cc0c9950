/**
 * Signing of images: cosign with keys of KMS, notation with AWS Signer. A signature lies beside its image, in its repository.
 * Source: cosign's and notation's own documentation; AWS Signer Developer Guide, image-signing-prerequisites and container-workflow.
 */
import { regionIn } from '../invocation.ts';
import { knownText, literal, type ShellText } from '../text.ts';
import { pullOf, pushOf } from './images.ts';
import type { ToolMemory } from './memory.ts';
import { aliasIn, anyKey } from './key-alias.ts';
import { isName } from './names.ts';
import { isOn, optionNames, readOptions, type Options } from './options.ts';
import { called, type ProjectPlace, type Reading, type ToolReader, unresolved } from './reading.ts';

const COSIGN_VALUED = optionNames(`
  --key -k --annotations -a --predicate --type --sbom --signature --payload --attachment --certificate --certificate-chain
  --certificate-identity --certificate-identity-regexp --certificate-oidc-issuer --certificate-oidc-issuer-regexp --kms --output
  -o --output-file --output-signature --output-certificate --bundle --rekor-url --fulcio-url --identity-token --platform --registry-token
  --timeout -t --tag-prefix --timestamp-server-url --input-format --name --policy --replace --registry-username --registry-password
`);
const GROUPED = new Set(['attach', 'verify-blob', 'sign-blob', 'attest-blob']);

/** What cosign does with the images it is given. */
const IMAGES: ReadonlyMap<string, 'attach' | 'read'> = new Map([
  ['sign', 'attach'],
  ['attest', 'attach'],
  ['attach', 'attach'],
  ['verify', 'read'],
  ['verify-attestation', 'read'],
  ['tree', 'read'],
  ['download', 'read'],
  ['triangulate', 'read'],
]);

/** What cosign asks of a key. Verifying is done with the public key, on the machine. */
const KEY_USES: ReadonlyMap<string, readonly string[]> = new Map([
  ['sign', ['DescribeKey', 'GetPublicKey', 'Sign']],
  ['sign-blob', ['DescribeKey', 'GetPublicKey', 'Sign']],
  ['attest', ['DescribeKey', 'GetPublicKey', 'Sign']],
  ['attest-blob', ['DescribeKey', 'GetPublicKey', 'Sign']],
  ['verify', ['DescribeKey', 'GetPublicKey']],
  ['verify-blob', ['DescribeKey', 'GetPublicKey']],
  ['verify-attestation', ['DescribeKey', 'GetPublicKey']],
  ['public-key', ['DescribeKey', 'GetPublicKey']],
]);

export const cosign: ToolReader = ({ args, variable }, place) => {
  const options = readOptions(args, COSIGN_VALUED);
  const verb = knownText(options.operands[0] ?? literal('')) ?? '';
  const images = options.operands.slice(verb === 'attach' || verb === 'download' ? 2 : 1);
  const region = knownText(regionIn({ variable }) ?? literal(place.region));
  return [
    ...imagesOf(verb, images, options),
    ...keyOf(verb, options, { ...place, region: region ?? place.region }),
  ];
};

function imagesOf(verb: string, images: readonly ShellText[], options: Options): readonly Reading[] {
  if (verb === 'copy')
    return [
      ...images.slice(0, 1).flatMap(pullOf),
      ...images.slice(1, 2).flatMap((to) => pushOf(to, { readsBack: true })),
    ];
  const does = GROUPED.has(verb) && verb !== 'attach' ? undefined : IMAGES.get(verb);
  if (does === undefined) return [];
  const isUploaded = !options.has('--upload') || isOn(options, '--upload');
  return images.flatMap((image) =>
    does === 'attach' && isUploaded ? pushOf(image, { readsBack: true }) : pullOf(image),
  );
}

/** `awskms://[ENDPOINT]/KEY`: an ID, an ARN, an alias or an alias's ARN. */
function keyOf(verb: string, options: Options, place: ProjectPlace): readonly Reading[] {
  const key = options.last('--key', '-k') ?? options.last('--kms');
  if (key === null) return [];
  const text = knownText(key);
  if (text === null) return [unresolved('the key that `cosign` uses is not known')];
  const named = /^awskms:\/\/[^/]*\/(.+)$/.exec(text)?.[1];
  if (named === undefined) return [];
  if (verb === 'generate-key-pair')
    return [unresolved('`cosign generate-key-pair --kms` makes a key, which has no ARN yet')];
  const alias = aliasIn(named)?.alias ?? null;
  const here = `arn:${place.partition}:kms:${place.region}:${place.account}:key`;
  const isId = /^[0-9a-f-]{36}$|^mrk-[0-9a-f]{32}$/.test(named);
  const arn = alias === null ? (isId ? `${here}/${named}` : named) : anyKey(`${here}/*`, named);
  const operations = KEY_USES.get(verb) ?? [];
  if (!/^arn:[\w-]+:kms:[a-z0-9-]+:\d{12}:key\//.test(arn) || !(alias !== null || isName(arn))) {
    const actions = operations.map((operation) => `\`kms:${operation}\``).join(', ');
    return [
      unresolved(`\`cosign ${verb}\` calls ${actions} on the key \`${named}\`, which is no key's name`),
    ];
  }
  const calls = operations.map((operation) => called(`kms:${operation}`, arn, key));
  if (alias === null) return calls;
  return calls.map((one) => ({ ...one, use: { ...one.use, context: { 'kms:RequestAlias': alias } } }));
}

const NOTATION_VALUED = optionNames(`
  --plugin --id --key -k --signature-format --plugin-config --user-metadata -m --username -u --password -p --expiry -e
  --output -o --timestamp-url --timestamp-root-cert
`);
const SIGNER = 'com.amazonaws.signer.notation.plugin';

export const notation: ToolReader = (invocation, _place, memory) => {
  const options = readOptions(invocation.args, NOTATION_VALUED);
  const [verb = '', next = ''] = options.operands.map((word) => knownText(word) ?? '');
  const images = options.operands.slice(1);
  if (verb === 'key' && next === 'add') rememberKey(options, memory);
  if (verb === 'sign')
    return [...images.flatMap((image) => pushOf(image, { readsBack: true })), ...profileOf(options, memory)];
  if (verb === 'verify')
    return [
      ...images.flatMap(pullOf),
      unresolved(
        '`notation verify` asks `signer:GetRevocationStatus` of the profile and job that made the signature, which lie in it',
      ),
    ];
  return ['list', 'ls', 'inspect'].includes(verb) ? images.flatMap(pullOf) : [];
};

function rememberKey(options: Options, memory: ToolMemory): void {
  const profile = options.last('--id');
  if (profile === null || knownText(options.last('--plugin') ?? literal('')) !== SIGNER) return;
  memory.signingProfiles.set(knownText(options.operands[2] ?? literal('')) ?? '', profile);
  if (options.has('--default')) memory.signingProfiles.set('', profile);
}

function profileOf(options: Options, memory: ToolMemory): readonly Reading[] {
  const named = knownText(options.last('--key', '-k') ?? literal('')) ?? '';
  const profile = options.last('--id') ?? memory.signingProfiles.get(named) ?? null;
  if (profile === null)
    return [unresolved('the key that `notation sign` uses is not named by a command of the build')];
  const arn = knownText(profile);
  if (arn === null || !/^arn:[\w-]+:signer:[a-z0-9-]+:\d{12}:\/signing-profiles\/\w+/.test(arn))
    return [unresolved('the signing profile that `notation sign` uses is not known')];
  // A version of the profile is no part of what a policy names.
  const resource = arn.replace(/(signing-profiles\/\w+)\/.*$/, '$1');
  return [called('signer:SignPayload', resource, profile)];
}
