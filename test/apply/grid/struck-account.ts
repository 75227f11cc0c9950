/** An account, its clock and its journal, where single calls and journal writes are struck by a fault or by a kill. */
import type { AccountReader, AccountWriter, CallProblem } from '#account/ports.ts';
import { openJournal } from '#apply/journal.ts';
import type { ApplyPorts } from '#apply/ports.ts';
import { err } from '#basics/result.ts';
import type { FakeAccount } from '../fake-account.ts';
import { memoryStorage } from '../memory-storage.ts';

/** What can befall each sort of point. `late` comes with how late, `killed`: the process is gone before or after it. */
export const FAULTS = {
  read: ['error', 'throttle', 'reset', 'truncated', 'empty', 'changed', 'killed before', 'killed after'],
  write: [
    'error',
    'throttle',
    'reset',
    'lost',
    'truncated',
    'empty',
    'empty but done',
    'late 2',
    'late 45',
    'late 290',
    'changed',
    'killed before',
    'killed after',
  ],
  journal: ['error', 'lost', 'killed before', 'killed after'],
} as const;
type Sort = keyof typeof FAULTS;

/**
 * Faults after which the change is not over, of each sort those that leave something else behind: a read changes
 * nothing, so what it answers instead comes to the same, and a kill after it to a kill before it.
 */
export const LEAVING_OPEN: Readonly<Record<Sort, readonly string[]>> = {
  read: ['reset', 'killed before'],
  write: ['reset', 'lost', 'empty', 'late 45', 'late 290', 'killed before', 'killed after'],
  journal: ['error', 'lost', 'killed before', 'killed after'],
};

export interface Point {
  readonly sort: Sort;
  readonly call: string;
}

export interface Strike {
  /** The number of the point, from 0. */
  readonly at: number;
  readonly fault: string;
}

export class Killed extends Error {}

type Call = (...input: readonly never[]) => Promise<unknown>;

export class StruckAccount {
  readonly account: FakeAccount;
  points: Point[] = [];
  strike: Strike | null = null;
  /** What somebody else does where the strike says `changed`; told the call it comes before. */
  meddle: (call: string) => void = () => {};
  readonly ports: ApplyPorts;
  readonly #storage = memoryStorage();
  readonly #late: { readonly due: number; readonly arrive: () => unknown }[] = [];
  #now = Date.parse('2026-11-24T02:00:00.000Z');
  #dead = false;

  constructor(account: FakeAccount) {
    this.account = account;
    this.ports = this.#begin();
  }

  /** Another process at the same account and journal, struck by nothing unless that is said. */
  restart(strike: Strike | null = null): ApplyPorts {
    this.points = [];
    this.strike = strike;
    this.#dead = false;
    return this.#begin();
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#late.filter((one) => one.due <= this.#now);
    for (const one of due) {
      this.#late.splice(this.#late.indexOf(one), 1);
      one.arrive();
    }
  }

  #begin(): ApplyPorts {
    const { reader, writer } = this.account;
    const storage = {
      ...this.#storage,
      // A lock of a process that is gone counts for nothing.
      lock: (name: string) => memoryStorage().lock(name),
      replace: (name: string, text: string) => this.#journal(() => this.#storage.replace(name, text)),
    };
    return {
      reader: this.#struck<AccountReader>(reader, 'read'),
      writer: this.#struck<AccountWriter>(writer, 'write'),
      journal: openJournal(storage),
      clock: {
        now: () => new Date(this.#now),
        sleep: async (milliseconds) => this.pass(milliseconds),
      },
      random: () => 0.5,
    };
  }

  #struck<Port extends object>(port: Port, sort: 'read' | 'write'): Port {
    const wrap = (call: string, real: Call) => (input: never) =>
      this.#called({ sort, call }, () => real(input));
    return new Proxy(port, {
      get: (target, name) => wrap(String(name), Reflect.get(target, name) as Call),
    });
  }

  /** The fault that strikes this point, if one does. */
  #reach(point: Point): string | null {
    if (this.#dead) throw new Killed();
    this.pass(0);
    this.points.push(point);
    return this.strike?.at === this.points.length - 1 ? this.strike.fault : null;
  }

  #die(): never {
    this.#dead = true;
    throw new Killed();
  }

  async #called(point: Point, real: () => Promise<unknown>): Promise<unknown> {
    const fault = this.#reach(point);
    if (fault === 'killed before') this.#die();
    if (fault === 'changed') this.meddle(point.call);
    if (fault === null || fault === 'changed') return real();
    if (fault === 'killed after') {
      await real();
      this.#die();
    }
    return point.sort === 'read' ? unreadable(point.call, fault) : this.#write(fault, real);
  }

  async #write(fault: string, real: () => Promise<unknown>): Promise<unknown> {
    const [name, seconds] = fault.split(' ');
    if (name === 'late')
      this.#late.push({ due: this.#now + Number(seconds) * 1_000, arrive: () => void real() });
    if (fault === 'lost' || fault === 'truncated' || fault === 'empty but done') await real();
    if (name === 'empty') return { ok: true, value: { versionId: '', arn: '', createdAt: '' } };
    return err(problem(KINDS[fault] ?? 'unreachable'));
  }

  async #journal(real: () => Promise<void>): Promise<void> {
    const fault = this.#reach({ sort: 'journal', call: 'journal' });
    if (fault === 'killed before') this.#die();
    if (fault !== 'error') await real();
    if (fault === 'killed after') this.#die();
    if (fault !== null) throw new Error('no space left on device');
  }
}

const KINDS: Readonly<Record<string, CallProblem['kind']>> = {
  error: 'denied',
  throttle: 'throttled',
  truncated: 'other',
};

const problem = (kind: CallProblem['kind']): CallProblem => ({
  kind,
  code: 'Struck',
  message: 'struck',
  call: 'iam:Fake',
  action: null,
  resource: null,
});

const unreadable = (what: string, why: string) => ({
  kind: 'unreadable',
  problem: { what, why, message: why, needs: null, on: null },
});
