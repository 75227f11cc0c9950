/** How much is told on standard error, and in which colours: of the whole process, as its standard error is. */

/** The options that every command has. */
export interface TalkFlags {
  readonly color?: 'always' | 'never' | 'auto';
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly trace?: boolean;
}

let talk: TalkFlags = {};

/** No notes, but problems, questions and how it ended. */
export const isQuiet = (): boolean => talk.quiet === true;

/** Where each setting comes from. */
export const isVerbose = (): boolean => talk.verbose === true;

/** A line for each call to AWS. */
export const isTraced = (): boolean => talk.trace === true;

/** What is chosen stays chosen for the commands that this one runs. A colour goes the way that everything which draws looks: the environment. */
export function talkAs(flags: TalkFlags, env: NodeJS.ProcessEnv = process.env): void {
  talk = { ...talk, ...flags };
  if (flags.color === 'never') env['NO_COLOR'] = '1';
  if (flags.color !== 'always') return;
  delete env['NO_COLOR'];
  env['FORCE_COLOR'] = '1';
}
