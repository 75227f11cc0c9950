/** Builders that push by themselves: kaniko, jib, pack. Source: each tool's own documentation. */
import type { Invocation } from '../invocation.ts';
import { concat, EMPTY, knownPrefix, knownText, literal, type ShellText } from '../text.ts';
import { pullOf, pushOf } from './images.ts';
import { isOn, readOptions, splitOption } from './options.ts';
import type { Reading } from './reading.ts';

/** With `--cache` and no `--cache-repo`, the cache is the repository `DESTINATION/cache`. */
export function kaniko({ args }: Invocation): readonly Reading[] {
  const options = readOptions(args, [
    '--destination',
    '-d',
    '--cache-repo',
    '--context',
    '-c',
    '--dockerfile',
    '-f',
    '--build-arg',
  ]);
  const isPushed = !isOn(options, '--no-push');
  const destinations = options.all('--destination', '-d');
  const cache = isOn(options, '--cache')
    ? (options.last('--cache-repo') ?? inferredCache(destinations[0]))
    : null;
  const pushesCache = cache !== null && !isOn(options, '--no-push-cache');
  return [
    ...(isPushed ? destinations.flatMap((destination) => pushOf(destination)) : []),
    ...(pushesCache ? pushOf(cache, { readsBack: true }) : []),
    ...(cache === null ? [] : pullOf(cache)),
  ];
}

function inferredCache(destination: ShellText | undefined): ShellText | null {
  if (destination === undefined) return null;
  const prefix = knownPrefix(destination);
  const slash = prefix.indexOf('/');
  const colon = slash < 0 ? -1 : prefix.slice(slash).search(/[:@]/);
  if (colon >= 0) return literal(`${prefix.slice(0, slash + colon)}/cache`, destination.origins);
  return concat([destination, literal('/cache')]);
}

/** `mvn jib:build -Dimage=…`, `gradle jib --image=…`. */
export function jib({ args }: Invocation): readonly Reading[] {
  const pushes = args.some((arg) =>
    /^(:?[\w:-]*:)?jib(:build)?$|jib-maven-plugin:([\d.]+:)?build$/.test(knownText(arg) ?? ''),
  );
  if (!pushes) return [];
  return args.flatMap((arg) => {
    const option = splitOption(arg);
    const isImage = ['-Dimage', '-Djib.to.image', '--image'].includes(option?.name ?? '');
    return isImage && option?.value ? pushOf(option.value) : [];
  });
}

export function pack({ args }: Invocation): readonly Reading[] {
  const options = readOptions(args, [
    '--builder',
    '-B',
    '--path',
    '-p',
    '--env',
    '-e',
    '--tag',
    '-t',
    '--buildpack',
    '-b',
    '--cache-image',
  ]);
  if (knownText(options.operands[0] ?? EMPTY) !== 'build' || !isOn(options, '--publish')) return [];
  const images = [
    ...options.operands.slice(1, 2),
    ...options.all('--tag', '-t'),
    ...options.all('--cache-image'),
  ];
  return images.flatMap((image) => pushOf(image, { readsBack: true }));
}
