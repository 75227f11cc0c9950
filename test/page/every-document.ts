/** Desks whose documents have something in every member that a view shows; each is handed on by `given`, which may change its texts. */
import { ok, type Result } from '#basics/result.ts';
import type { ProblemDocument, ProjectRow } from '#page/messages.ts';
import type { ChangeDocument, DiagnosisDocument, FixDocument } from '#render/documents.ts';
import type { ChangingDesk, Desk } from '#ui/desk.ts';
import { openArranged } from '../cli/five-worlds.ts';
import { runCli } from '../cli/run-cli.ts';

/** Hands a document on. */
export type Given = <T>(document: T) => Promise<Result<T, ProblemDocument>>;

const WHO = 'arn:aws:sts::290008131176:assumed-role/team/somebody';
const AT = '2026-11-25T10:00:00Z';
const PAIR = {
  action: 'ecr:PutImage',
  resource: 'arn:aws:ecr:us-west-2:290008131176:repository/tracker_api',
};

let full: Promise<DiagnosisDocument> | null = null;

/** What `diagnose` says of the runbook's world, with the hand-offs of one under a boundary and a thing that could not be read; read once. */
export const fullDiagnosis = (): Promise<DiagnosisDocument> => (full ??= readFull());

async function readFull(): Promise<DiagnosisDocument> {
  const [runbook, bounded] = await Promise.all(['runbook', 'boundary'].map(diagnosed));
  if (runbook?.plan == null) throw new Error('the runbook has a plan');
  const handoffs = bounded?.plan?.handoffs ?? bounded?.handoffs ?? [];
  const unreadable = [
    {
      what: 'the policy of the repository',
      why: 'AccessDenied',
      message: 'no',
      hides: 'Denies',
      needs: 'ecr:GetRepositoryPolicy',
      on: PAIR.resource,
    },
  ];
  return { ...runbook, unreadable, plan: { ...runbook.plan, handoffs } };
}

async function diagnosed(world: string): Promise<DiagnosisDocument> {
  const { env, args, end } = await openArranged(world);
  const { stdout } = await runCli(['diagnose', ...args, '--json'], env);
  await end();
  return JSON.parse(stdout) as DiagnosisDocument;
}

const row: ProjectRow = {
  name: 'One',
  build: { id: 'One:1', number: 1, status: 'FAILED', failedPhase: 'POST_BUILD', startedAt: AT },
  diagnosis: {
    verdict: 'blocked',
    unreadable: [],
    takenAt: AT,
    findings: [{ code: 'identity-allow-missing', title: 'the role may not push' }],
    plan: { steps: 1, expectedEnd: 'green', handoffs: 0 },
    lastGreen: AT,
  },
  problem: null,
};

const change: ChangeDocument = {
  id: '20261125-one',
  state: 'applied',
  strategy: 'inline',
  role: 'arn:aws:iam::290008131176:role/one',
  grants: [{ ...PAIR, scope: 'settings' }],
  approval: { by: WHO, at: AT, host: 'desk', words: 'a person said yes' },
  steps: [{ summary: 'write the policy `CodeBuild-ECR-Permissions`', state: 'done' }],
};

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'PushImages', Effect: 'Allow', Action: PAIR.action, Resource: PAIR.resource }],
});

const fixed = (next: DiagnosisDocument): FixDocument => ({
  schema: 'rolemend.fix/1',
  outcome: 'applied',
  message: 'it was applied, and this was said of it',
  change,
  confirmation: { kind: 'visible', pending: ['nothing'] },
  retry: {
    kind: 'ended',
    build: { id: 'One:2', number: 2, status: 'FAILED' },
    delayed: ['by the account’s quota'],
  },
  next,
});

/** What only reads. */
export const everyDocument = (given: Given, document: DiagnosisDocument): Desk => ({
  about: () =>
    given({
      schema: 'rolemend.ui/1',
      version: '1',
      account: '290008131176',
      region: 'us-west-2',
      as: WHO,
      strategies: [
        { name: 'inline', does: 'writes an inline policy' },
        { name: 'managed', does: 'writes a managed policy' },
      ],
    }),
  projects: async function* () {
    yield await given([row]);
  },
  diagnoses: async function* () {
    const told = await given(row);
    if (told.ok) yield { row: told.value, stops: false };
  },
  diagnosis: () => given({ document, row }),
  verification: () =>
    given({
      schema: 'rolemend.verification/1' as const,
      project: document.project,
      role: change.role,
      comparisons: [
        {
          ...PAIR,
          own: 'allowed' as const,
          simulator: 'implicitlyDenied' as const,
          agree: false,
          reason: 'the simulator does not see it',
          unseen: ['resource' as const],
          counts: 'own' as const,
        },
      ],
      agree: false,
      allowed: true,
      retry: null,
      takenAt: AT,
    }),
  forms: () =>
    given({
      schema: 'rolemend.forms/1',
      hash: 'abc',
      forms: { policy: POLICY, runbook: '# What to do\n', cdk: null },
    }),
  changes: () =>
    given({
      changes: [
        {
          id: change.id,
          state: 'applied',
          startedAt: AT,
          account: '290008131176',
          region: 'us-west-2',
          project: 'One',
          steps: change.steps.map(({ summary }) => summary),
        },
      ],
      problems: ['an entry of the journal could not be read: it is no JSON'],
    }),
  change: () =>
    given({
      ...change,
      project: { name: 'One', account: '290008131176', region: 'us-west-2' },
      startedAt: AT,
      updatedAt: AT,
      problem: 'it stopped half-way: AWS said no',
      steps: [{ summary: 'write the policy', state: 'done', text: { before: POLICY, after: `${POLICY}\n` } }],
    }),
});

/** What changes the account. */
export const everyChange = (given: Given, diagnosis: DiagnosisDocument): ChangingDesk => ({
  askApply: async ({ project }) => {
    const asked = await given({
      schema: 'rolemend.question/1' as const,
      text: `apply the plan to ${project}?`,
      word: 'yes',
      as: WHO,
      diagnosis,
      changes: [{ text: 'change the boundary as well?', change: 'boundary=arn:one' }],
      offers: [{ text: 'add what the source asks for?', adds: [PAIR] }],
      added: [PAIR],
      changed: ['privileged-mode'],
    });
    return asked.ok ? ok({ ...asked.value, sha256: 'a'.repeat(64) }) : asked;
  },
  apply: async (_, { begun, line, phase }) => {
    begun();
    const said = await given({
      line: '→ 1/1 write the policy to the role of the project',
      phase: { build: 'One:2', phase: 'BUILD', status: 'FAILED', elapsed: 1_000 },
    });
    if (said.ok) {
      line(said.value.line);
      phase(said.value.phase);
    }
    return given(fixed(diagnosis));
  },
  askUndo: () =>
    given({ change: change.id, project: 'One', text: 'take the change back?', word: 'yes', as: WHO }),
  undo: async (_, { begun }) => {
    begun();
    return given({
      schema: 'rolemend.undo/1' as const,
      outcome: 'undone',
      change: change.id,
      kept: [{ what: 'the tag', why: 'somebody else set it' }],
    });
  },
});
