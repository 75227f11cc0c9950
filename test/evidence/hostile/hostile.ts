/** What whoever writes a source may put into it to hold the reader. */

export interface HostileBuild {
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** What it is, and one of a size. */
export type Hostile = readonly [name: string, of: (size: number) => HostileBuild];

export const many = (count: number, of: (index: number) => string, separator = '\n'): string =>
  Array.from({ length: count }, (_, index) => of(index)).join(separator);

export const commands = (...all: readonly string[]): string =>
  JSON.stringify({ version: 0.2, phases: { build: { commands: all } } });

export const PUSH = 'docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com/x:1';

/** Runs a command in three loops, one in another. */
export const thousandTimes = (command: string): string => {
  const each = (name: string, body: string): string =>
    `for ${name} in 1 2 3 4 5 6 7 8 9 10; do ${body}; done`;
  return each('a', each('b', each('c', command)));
};
