/** The documents that commands print with `--json`, by the name of the schema that docs/schemas publishes for each. */
import type { z } from 'zod';
import { diagnosisShape } from './diagnosis.ts';
import { changeRowShape, fixShape, tightenShape, undoShape, verificationShape } from './outcome.ts';
import {
  addressShape,
  buildsShape,
  checkShape,
  corpusLineShape,
  differenceShape,
  errorShape,
  explanationShape,
  findingPageShape,
  lintShape,
  needsShape,
  permissionsShape,
  planWrittenShape,
  sandboxShape,
  simulationLineShape,
  unreadProjectShape,
} from './readings.ts';
import { list } from './shapes.ts';

export const DOCUMENTS = {
  diagnosis: diagnosisShape,
  fix: fixShape,
  verification: verificationShape,
  tighten: tightenShape,
  undo: undoShape,
  changes: list(changeRowShape),
  needs: needsShape,
  check: checkShape,
  builds: buildsShape,
  explanation: explanationShape,
  'explanation-line': corpusLineShape,
  finding: findingPageShape,
  lint: lintShape,
  diff: differenceShape,
  permissions: permissionsShape,
  'plan-written': planWrittenShape,
  'simulation-line': simulationLineShape,
  'unread-project': unreadProjectShape,
  sandbox: sandboxShape,
  ui: addressShape,
  error: errorShape,
} as const satisfies Record<string, z.ZodType>;
