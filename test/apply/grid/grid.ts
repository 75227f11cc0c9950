/**
 * Every fault at every call and journal write of each plan, while it is applied and while it is undone, and what comes
 * of it once the change is gone on with or taken back. Comes in: plans. Goes out: how many combinations were tried,
 * and those that broke the promise: exactly the target, exactly what was before, or an open entry.
 */
import { applyPlan, resumeChange } from '#apply/apply.ts';
import type { Change } from '#apply/change.ts';
import type { ApplyPorts } from '#apply/ports.ts';
import { undoChange } from '#apply/undo.ts';
import type { Case } from '../plans.ts';
import { type Meddler, meddlersOf } from './meddlers.ts';
import { FAULTS, Killed, LEAVING_OPEN, type Point, type Strike, StruckAccount } from './struck-account.ts';
import { pictureOf } from './picture.ts';

export type Phase = 'apply' | 'undo' | 'resume';
/** How the change is ended after the strike: at once, or when everything that was under way has arrived. */
export type Ending = 'undo' | 'undo later' | 'resume';
const ENDINGS: readonly Ending[] = ['undo', 'undo later', 'resume'];

export interface Combination {
  readonly one: Case;
  readonly phase: 'apply' | 'undo';
  readonly first: Strike;
  readonly ending: Ending;
  readonly meddler: Meddler | null;
  /** Another strike, while the change is ended. */
  readonly second: Strike | null;
}

export interface Violation {
  readonly what: string;
  readonly where: string;
}

/** One of so many shares of the work. */
export interface Part {
  readonly index: number;
  readonly of: number;
}
export const WHOLE: Part = { index: 0, of: 1 };

/** Longer than a write may be under way, in milliseconds. */
const SETTLED = 8 * 60_000;

/** Each single strike, with each ending; the caller may leave some out. */
export function* singles(one: Case): Generator<Combination> {
  for (const phase of ['apply', 'undo'] as const) {
    const points = phase === 'apply' ? 'apply' : 'undo';
    const reached = measured.get(one)?.[points] ?? [];
    for (const [at, point] of reached.entries()) {
      for (const fault of FAULTS[point.sort]) {
        const meddlers = fault === 'changed' ? meddlersOf(one.plan.steps) : [null];
        for (const meddler of meddlers) {
          for (const ending of phase === 'apply' ? ENDINGS : (['undo', 'undo later'] as const))
            yield { one, phase, first: { at, fault }, ending, meddler, second: null };
        }
      }
    }
  }
}

/**
 * What befalls what, and how it is ended then: the first of a kind stands for the others. What somebody else does is its own
 * kind at each point, as it matters what was looked at before it.
 */
export function kindOf({ one, phase, first, ending, meddler }: Combination): string {
  const call = measured.get(one)?.[phase][first.at]?.call;
  const who = meddler === null ? [] : [one.name, first.at, meddler.name];
  return [phase, call, first.fault, ending, ...who].join();
}

/**
 * Those that leave something open, struck a second time while the change is ended: at each point that is then reached.
 * Only the first strikes of `part` are taken.
 */
export async function* doubles(one: Case, part: Part = WHOLE): AsyncGenerator<Combination> {
  let seen = 0;
  for (const single of singles(one)) {
    const sort = measured.get(one)?.[single.phase][single.first.at]?.sort;
    if (sort === undefined || !LEAVING_OPEN[sort].includes(single.first.fault)) continue;
    if (seen++ % part.of !== part.index) continue;
    for (const [at, point] of (await pointsOfEnding(single)).entries()) {
      for (const fault of LEAVING_OPEN[point.sort]) yield { ...single, second: { at, fault } };
    }
  }
}

const measured = new Map<Case, Readonly<Record<'apply' | 'undo', readonly Point[]>>>();

/** The calls and journal writes of a plan that nothing strikes, in order. */
export async function measure(one: Case): Promise<void> {
  const struck = new StruckAccount(one.account());
  const applied = await applyPlan(one.plan, struck.ports);
  if (!applied.ok) throw new Error(applied.error.message);
  const apply = struck.points;
  const undone = await undoChange(applied.value, struck.restart());
  if (!undone.ok) throw new Error(undone.error.message);
  measured.set(one, { apply, undo: struck.points });
}

/** What is wrong with how it ended; null: the promise was kept. */
export async function tried(combination: Combination): Promise<string | null> {
  const run = new Run(combination);
  try {
    return await run.go();
  } catch (error) {
    return `threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

async function pointsOfEnding(single: Combination): Promise<readonly Point[]> {
  const run = new Run(single);
  await run.go();
  return run.ending;
}

class Run {
  /** The calls and journal writes of the first process that ended the change, where it took one. */
  ending: readonly Point[] = [];
  readonly #combination: Combination;
  readonly #struck: StruckAccount;
  readonly #before: string;
  readonly #target: string;
  /** Where somebody else did something: what then is exactly the earlier state, and whether it can be guarded. */
  #meddled: { readonly guarded: boolean } | null = null;
  #reached: readonly Point[] = [];

  constructor(combination: Combination) {
    this.#combination = combination;
    const { one } = combination;
    this.#struck = new StruckAccount(one.account());
    this.#before = pictureOf(one.account());
    this.#target = targets.get(one) ?? '';
    this.#struck.meddle = (call) => this.#meddle(call);
  }

  async go(): Promise<string | null> {
    const { phase, first, one } = this.#combination;
    const begin = (ports: ApplyPorts) => applyPlan(one.plan, ports);
    if (phase === 'apply') {
      this.#struck.strike = first;
      const wrong = await this.#attempt('apply', begin, this.#struck.ports);
      return wrong ?? this.#end();
    }
    const applied = await begin(this.#struck.ports);
    if (!applied.ok) return `applying: ${applied.error.message}`;
    if (this.#combination.ending === 'undo later') this.#struck.pass(2 * SETTLED);
    const wrong = await this.#attempt(
      'undo',
      (ports) => undoChange(applied.value, ports),
      this.#struck.restart(first),
    );
    return wrong ?? this.#end();
  }

  /** Ends the change, once struck and then by nothing, until it says that it is over. */
  async #end(): Promise<string | null> {
    const { ending, second } = this.#combination;
    if (ending === 'undo later') this.#struck.pass(2 * SETTLED);
    for (const strike of second === null ? [null, null, null] : [second, null, null, null]) {
      const ports = this.#struck.restart(strike);
      const change = await this.#entry(ports);
      if (change === null) return this.#closed();
      const goOn = ending === 'resume' && change.state !== 'undoing' && change.state !== 'undone';
      const phase = goOn ? 'resume' : 'undo';
      const work = (now: ApplyPorts) => (goOn ? resumeChange(change, now) : undoChange(change, now));
      const wrong = await this.#attempt(phase, work, ports);
      if (this.ending.length === 0) this.ending = this.#reached;
      if (wrong !== null) return wrong;
      this.#struck.pass(SETTLED);
    }
    if (ending === 'resume' && this.#meddled === null) {
      const resumed = await this.#stateIs('applied', this.#target);
      if (resumed !== null) return resumed;
    }
    return this.#takenBack();
  }

  /** At last it is taken back; where somebody changed it in between, it may be refused, and then stays open. */
  async #takenBack(): Promise<string | null> {
    const ports = this.#struck.restart();
    const change = await this.#entry(ports);
    if (change === null) return this.#closed();
    const wrong = await this.#attempt('undo', (now) => undoChange(change, now), ports);
    if (wrong !== null) return wrong;
    return this.#meddled === null ? this.#stateIs('undone', this.#before) : this.#leftBeside();
  }

  /** What somebody did is there, and nothing of the change beside it, or the entry says so. */
  async #leftBeside(): Promise<string | null> {
    const { one, meddler } = this.#combination;
    const ports = this.#struck.restart();
    const open = await ports.journal.latest();
    const change = await this.#entry(ports);
    const isSaid = !open.ok || open.value !== null || change?.steps.some(({ state }) => state === 'kept');
    if (isSaid || this.#meddled?.guarded !== true || meddler === null) return null;
    const alone = one.account();
    meddler.act(alone);
    return pictureOf(alone) === pictureOf(this.#struck.account) ? null : 'closed, and not as it was';
  }

  async #stateIs(state: Change['state'], picture: string): Promise<string | null> {
    const change = await this.#entry(this.#struck.restart());
    if (change !== null && change.state !== state) return `it ends as ${change.state}: ${change.problem}`;
    return pictureOf(this.#struck.account) === picture ? null : `it ends as ${state}, and is not`;
  }

  /** One process: what it says of how it ended has to be so, then and when everything under way has arrived. */
  async #attempt(
    phase: Phase,
    work: (ports: ApplyPorts) => Promise<{ readonly ok: boolean }>,
    ports: ApplyPorts,
  ): Promise<string | null> {
    let said: 'done' | 'stopped' | 'killed';
    try {
      said = (await work(ports)).ok ? 'done' : 'stopped';
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      said = 'killed';
    }
    this.#reached = this.#struck.points;
    return this.#judged(phase, said);
  }

  async #judged(phase: Phase, said: string): Promise<string | null> {
    const { account } = this.#struck;
    const meddler = this.#meddled?.guarded === true ? this.#combination.meddler : null;
    if (meddler !== null && !meddler.stands(account)) return `${phase} ${said}: what is theirs is gone`;
    if (this.#meddled !== null) return null;
    const picture = pictureOf(account);
    if (said === 'done' && picture !== (phase === 'undo' ? this.#before : this.#target))
      return `${phase} says that it is done, and it is not`;
    const open = await this.#struck.restart().journal.latest();
    if (!open.ok) return `the journal: ${open.error.message}`;
    return open.value === null && picture !== this.#before ? `${phase} ${said}: no open entry says so` : null;
  }

  /** Nothing is open: then nothing of the change may be there, nor come. */
  async #closed(): Promise<string | null> {
    this.#struck.pass(2 * SETTLED);
    return this.#judged('undo', 'closed');
  }

  async #entry({ journal }: ApplyPorts): Promise<Change | null> {
    const listed = await journal.list();
    const row = listed.ok ? listed.value.changes[0] : undefined;
    const found = row === undefined ? null : await journal.find(row.id);
    return found?.ok === true ? found.value : null;
  }

  #meddle(call: string): void {
    const { meddler } = this.#combination;
    if (meddler === null || !meddler.act(this.#struck.account)) return;
    this.#meddled = { guarded: !meddler.unguarded.includes(call) };
  }
}

const targets = new Map<Case, string>();

/** What the account holds once the plan was applied and nothing struck it. */
export async function rememberTarget(one: Case): Promise<void> {
  const account = one.account();
  await applyPlan(one.plan, new StruckAccount(account).ports);
  targets.set(one, pictureOf(account));
}

/** A combination in one line. */
export function wordCombination(combination: Combination): string {
  const { one, phase, first, ending, meddler, second } = combination;
  const point = measured.get(one)?.[phase][first.at];
  const then = second === null ? '' : `, struck by ${second.fault} at ${second.at}`;
  const who = meddler === null ? '' : ` (somebody ${meddler.name})`;
  return `${one.name}: ${phase}, ${first.fault} at ${first.at} ${point?.call}${who}, then ${ending}${then}`;
}
