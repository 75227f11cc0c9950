import { describe, expect, it } from 'vitest';
import type { Plan } from '#plan/plan.ts';
import { plain } from '#render/paint.ts';
import { applyQuestion } from '#render/question-text.ts';
import { reachLines } from '#render/reach-text.ts';
import { CASES, planOf } from '../apply/plans.ts';

const steps = CASES[0]?.plan.steps ?? [];
const reaching = (reach: Plan['reach']): Plan => ({ ...planOf(steps), reach });

describe('the reach of a plan', () => {
  it.each([
    [['WebApp'], ', as does 1 other project that uses it'],
    [['Nightly', 'WebApp'], ', as do 2 other projects that use it'],
  ])('stands in the question as a number: %j', (projects, words) => {
    expect(applyQuestion(reaching({ projects, complete: true }), null)).toContain(words);
  });

  it('is no word of the question where nobody else uses the role', () => {
    const plan = reaching({ projects: [], complete: true });
    expect(applyQuestion(plan, null)).not.toContain('other project');
    expect(reachLines(plan, plain)).toEqual([]);
  });

  it('names five and counts the rest', () => {
    const projects = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    expect(reachLines(reaching({ projects, complete: true }), plain)[0]).toContain('`e` and 2 more as well');
  });

  it('says that not all projects were looked at', () => {
    const [line] = reachLines(reaching({ projects: [], complete: false }), plain);
    expect(line).toContain('no other project is known to use the role');
  });
});
