/** A command line that cannot be followed, in our words. Comes in: what commander says of it. Goes out: the same as every other problem is said. */
import { closest, distance } from 'fastest-levenshtein';
import { safeLine } from '#render/terminal-text.ts';

/** By commander 14's wordings; `$1` and so on are what it puts into them. In order: the first that fits. */
const WORDINGS: readonly (readonly [RegExp, string])[] = [
  [/^option '([^']*)' argument missing$/s, '`$1` was given without a value'],
  [
    /^option '(-[^ ']*)[^']*' argument '(.*)' is invalid\. Allowed choices are (.*)$/s,
    '`$2` is no value of `$1`, expected one of $3',
  ],
  [/^option '(-[^ ']*)[^']*' argument '(.*)' is invalid\. (.*)$/s, '`$2` is no value of `$1`: $3'],
  [
    /^command-argument value '(.*)' is invalid for argument '([^']*)'\. Allowed choices are (.*)$/s,
    '`$1` is no $2, expected one of $3',
  ],
  [/^command-argument value '(.*)' is invalid for argument '([^']*)'\. (.*)$/s, '`$1` is no $2: $3'],
  [/^option '(--[^ ']*)[^']*' cannot be used with option '(--[^ ']*)[^']*'$/s, '`$1` cannot go with `$2`'],
  [/^unknown option '([^']*)'/s, 'there is no option `$1`'],
  [/^unknown command '([^']*)'/s, 'there is no command `$1`'],
  [/^required option '(--[^ ']*)[^']*' not specified$/s, '`$1` is missing'],
  [/^missing required argument '([^']*)'$/s, '`$1` is missing'],
  [
    /^too many arguments for '([^']*)'\. Expected (\d+) arguments? but got (\d+)$/s,
    '`$1` takes no more than $2, and $3 were given',
  ],
];

/** `options`: those that could have been given, by which an option that came with a value is guessed: commander guesses none of it. */
export function misuse(message: string, options: readonly string[]): string {
  const [said = '', guess = null] = message
    .replace(/^error: /, '')
    .split(/\n\(Did you mean (?:one of )?(.*)\?\)$/s);
  const plain = said.replace(/\.$/, '');
  const wording = WORDINGS.find(([pattern]) => pattern.test(plain));
  const worded = wording === undefined ? plain : plain.replace(...wording);
  const meant = guess ?? nearest(/^unknown option '(--[^=']+)=/.exec(said)?.[1], options);
  return safeLine(meant === null ? worded : `${worded}, did you mean \`${meant}\`?`, 600);
}

/** As near as commander wants a guess to be. */
const FARTHEST = 3;

function nearest(given: string | undefined, options: readonly string[]): string | null {
  if (given === undefined || options.length === 0) return null;
  const near = closest(given, [...options]);
  return distance(given, near) > Math.min(FARTHEST, given.length / 2) ? null : near;
}
