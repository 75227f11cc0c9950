/** What the first lines tell a tired person to type: never what a stranger's text would have granted. */
import { describe, expect, it } from 'vitest';
import { ok } from '#basics/result.ts';
import { plain } from '#render/paint.ts';
import { summaryText } from '#render/summary-text.ts';
import { allow, denial, LOGS_POLICY, need, roleWith } from '../diagnosis/build-snapshot.ts';
import { known } from '#account/snapshot.ts';
import { diagnosisAndPlan } from '../plan/plan-of.ts';

const PAGE = { paint: plain, columns: 200 };

/** All that the build needs by its settings is there; the rest only its log asks for. */
function typed(action: string, resource: string): string {
  const evidence = [denial({ action, resource, layer: 'identity', explicit: false }, 'claimed')];
  const asked = need(action, resource, { grade: 'claimed', evidence });
  const role = known(roleWith({ Logs: LOGS_POLICY, Login: allow('ecr:GetAuthorizationToken', '*') }));
  const { diagnosis, plan } = diagnosisAndPlan({ snapshot: { role }, needs: [asked] });
  expect(plan.steps).toEqual([]);
  expect(plan.withheld).toMatchObject([{ action, resource }]);
  const text = summaryText({ diagnosis, plan: ok(plan), next: 'rolemend fix TrackerAPI' }, PAGE);
  return text.split('\n').find((line) => line.startsWith('type')) ?? '';
}

describe('what to type where only text of a log asks for more', () => {
  it.each([
    ['iam:PassRole', 'arn:aws:iam::290008131176:role/admin'],
    ['s3:GetObject', 'arn:aws:s3:::payroll/2026.csv'],
    ['ecr:DeleteRepository', 'arn:aws:ecr:us-west-2:290008131176:repository/tracker_api'],
  ])('shows %s on %s, and confirms nothing', (action, resource) => {
    expect(typed(action, resource)).toMatch(/^type +rolemend \w+ TrackerAPI (--dry-run )?--details$/);
  });
});
