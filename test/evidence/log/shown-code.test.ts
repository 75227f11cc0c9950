/** Code that is shown is no refusal, and a refusal that stands beside other signs is. */
import { describe, expect, it } from 'vitest';
import { readFailures } from '#evidence/log/failures.ts';

const DENIAL =
  'An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:sts::111122223333:assumed-role/b/x is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::a/b" because no identity-based policy allows the s3:PutObject action';

describe('a refusal', () => {
  it.each([
    ['before a line that parts', `${DENIAL}\n${'~'.repeat(40)}\ndone`],
    ['behind a column of its service', `app-1  | ${DENIAL}\napp-1  |   ^~~~`],
    ['in a box of Terraform', `│ Error: ${DENIAL}\n│\n│   with x,\n│   on main.tf line 3\n╵`],
    ['in what a test printed', `    def f():\n>       g()\nE   Failed\n    ${DENIAL}\nE   x`],
  ])('is read %s', (_place, text) => {
    expect(readFailures(text)).not.toEqual([]);
  });

  it('is none where a tool points at it', () => {
    expect(readFailures(`  throw new Error('${DENIAL}');\n  ${'~'.repeat(12)}\n`)).toEqual([]);
  });
});
