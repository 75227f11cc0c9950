/**
 * The public library. A command of the CLI is a call here: a task over the ports of an account, and a render
 * of what it gives. What is not listed here may change without notice.
 */
export { openAccount, type AccountAccess, type AccountOptions } from './aws/open-account.ts';
export type {
  AccountReader,
  AccountWriter,
  BuildRunner,
  CallProblem,
  Clock,
  SnapshotProblem,
  SnapshotQuery,
} from './account/ports.ts';
export type { Known, Snapshot, Unreadable } from './account/snapshot.ts';
export { openJournal, type Journal } from './apply/journal.ts';
export type { JournalStorage } from './apply/journal-storage.ts';
export { fileStorage } from './apply/file-storage.ts';
export type { Change } from './apply/change.ts';
export { undoChange, type Undone } from './apply/undo.ts';
export { type Result, err, ok } from './basics/result.ts';
export { FINDING_CODES, type FindingCode } from './diagnosis/codes.ts';
export type { Diagnosis, Finding, JudgedNeed } from './diagnosis/finding.ts';
export type { Evidence, Grade } from './evidence/evidence.ts';
export type { Need } from './needs/need.ts';
export { STRATEGIES, type Plan, type PlanOptions, type Step, type Strategy } from './plan/plan.ts';
export type { PlanProblem } from './plan/problem.ts';
export { diagnosisJson } from './render/diagnosis-json.ts';
export { diagnosisText } from './render/diagnosis-text.ts';
export { emitAwsCli } from './render/emit/aws-cli.ts';
export { emitConsole } from './render/emit/console.ts';
export { emitPolicy } from './render/emit/policy.ts';
export { emitRunbook } from './render/emit/runbook.ts';
export { planText } from './render/plan-text.ts';
export {
  diagnoseProject,
  diagnoseSnapshot,
  type Diagnosed,
  type DiagnoseRequest,
} from './tasks/diagnose.ts';
export {
  type Asked,
  fixProject,
  type FixOutcome,
  type FixProblem,
  type FixRequest,
  resumeFix,
} from './tasks/fix.ts';
export type { FixEvent, FixPorts } from './tasks/fix-ports.ts';
export { fixUntilGreen, type UntilGreen, type UntilGreenRequest } from './tasks/until-green.ts';
export { sourceFiles } from './tasks/source-files.ts';
export { verifyNeeds, type Verified } from './tasks/verify.ts';
export type { CheckedSource, SourceVerdict } from './diagnosis/source-verdict.ts';
export { checkSource, type SourceCheck } from './tasks/check-source.ts';
