import { describe, expect, it } from 'vitest';
import { diagnose } from '#diagnosis/diagnose.ts';
import { diagnosisText } from '#render/diagnosis-text.ts';
import { plain } from '#render/paint.ts';
import { logNeeds, PUSH, pushNeeds, REPOSITORY, snapshotWith } from '../diagnosis/build-snapshot.ts';

const diagnosis = diagnose(snapshotWith(), [], [...logNeeds(), ...pushNeeds()]);

describe('a diagnosis, rendered', () => {
  it('says the ARN of several needs once, and how many of all are allowed in the title', () => {
    const text = diagnosisText({ ...diagnosis, findings: [], hypotheses: [], unreadable: [] }, plain);
    expect(text.split('\n').filter((line) => line.includes(REPOSITORY))).toEqual([`  on ${REPOSITORY}`]);
    const allowed = diagnosis.needs.filter(({ decision }) => decision.decision === 'allowed').length;
    expect(text).toContain(`What the build needs: ${allowed} of ${diagnosis.needs.length} allowed`);
  });

  it('says a line that is evidence of several uses once', () => {
    const [finding] = diagnosis.findings;
    if (finding === undefined) throw new Error('there is a finding');
    const evidence = [PUSH, PUSH, PUSH];
    const text = diagnosisText(
      { ...diagnosis, evidence, findings: [{ ...finding, evidence: [0, 1, 2] }] },
      plain,
    );
    expect(text.split('buildspec line 9')).toHaveLength(2);
    expect(text).not.toContain('more\n\n');
  });

  it('says a supposition that several symptoms lead to once, with all of them', () => {
    const guess = {
      supposition: 'the role may not',
      outcome: 'kept',
      because: 'it is denied',
      evidence: [],
    } as const;
    const hypotheses = [
      { ...guess, symptom: 'no-log' },
      { ...guess, symptom: 'log-stream-denied' },
    ] as const;
    const text = diagnosisText({ ...diagnosis, hypotheses }, plain);
    expect(text).toContain('✗ no-log, log-stream-denied: the role may not: kept, it is denied');
    expect(text.split('the role may not')).toHaveLength(2);
  });
});
