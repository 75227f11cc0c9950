import type { CallProblem } from '#account/ports.ts';

/** A problem that is in words already, on its way through the SDK, which knows only exceptions. */
export class NamedProblem extends Error {
  readonly problem: CallProblem;
  constructor(problem: CallProblem) {
    super(problem.message);
    this.name = problem.code;
    this.problem = problem;
  }
}
