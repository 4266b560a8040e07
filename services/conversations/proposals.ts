import { randomUUID } from 'node:crypto';

import type { VaultRef } from '../backup/types';
import { closeQuestion, type QuestionCard, questionSlot, showQuestion } from '../notify/question';
import type { Question, QuestionAsks, QuestionEnd } from '../notify/questionContent';
import type { Clock } from '../platform/clock';
import type { Log } from '../platform/log';
import type { Ask } from './ask';
import type { CommandStore, CommandTables, KeptProposal } from './repositories';

/** How long a proposal stands, in real time: a person has to read it, however fast the clock runs. */
const PROPOSAL_MS = 5 * 60_000;
/** Of one person in one place; all but the newest are over. */
const LOOKED_AT = 20;
/** Two replicas may have opened one each at the same moment. */
const OFFERED_MAX = 3;

/** What a yes does; as text in the store, so ids and epoch ms. */
export type ProposedChange =
  | { readonly kind: 'backup'; readonly itemIds: readonly string[]; readonly retainUntilMs: number }
  | {
      readonly kind: 'cancel';
      readonly vault: VaultRef;
      readonly jobId: string;
      readonly vmName: string;
      /** null: the job's VM is protected no more. */
      readonly itemId: string | null;
    };

export type ProposalAnswer =
  /** `question` is null where another version of the bot asked. */
  | {
      readonly kind: 'taken';
      readonly asks: ProposedChange;
      readonly question: Question | null;
      readonly end: QuestionEnd;
    }
  /** A bare answer that may not be meant for it: nothing is taken. Newest first. */
  | { readonly kind: 'unsure'; readonly open: readonly Question[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'notYours' }
  | { readonly kind: 'replaced' }
  /** Accepted or dismissed before: pressed twice. */
  | { readonly kind: 'used' };

export interface ProposalParts {
  readonly store: CommandStore;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  /** Tells the outbox that a card is to change. */
  readonly wake: () => void;
}

/** Changes that wait for a yes. What is to be done stays in the store; a button carries only the id. */
export class Proposals {
  readonly #parts: ProposalParts;
  /** What is said just now and not written down yet, by person and place. */
  readonly #saying = new Map<string, number>();
  /** When something last was said that could not be written down. */
  #missedMs = -Infinity;

  constructor(parts: ProposalParts) {
    this.#parts = parts;
  }

  /** Nobody but the asker may accept it. It replaces what the asker had open in this place. */
  async open(
    ask: Ask,
    asks: ProposedChange,
    shows: QuestionAsks,
  ): Promise<{ readonly id: string; readonly until: Date }> {
    const { person, place, to, thread, language, timeZone } = ask;
    const nowMs = this.#nowMs();
    const id = randomUUID();
    const untilMs = nowMs + this.#standsMs();
    const question = { ...{ id, to, thread, language, timeZone, untilMs }, by: person.name, asks: shows };
    await this.#changed(async (tables) => {
      for (const older of await tables.proposals.newest(person.id, place.id, LOOKED_AT))
        if (isOpen(older, nowMs) && (await tables.proposals.replace(older.id, nowMs)))
          await close(tables, older, { end: { how: 'replaced', atMs: nowMs } });
      await tables.proposals.add({ id, person: person.id, place: place.id, untilMs, asks, question });
    });
    return { id, until: new Date(untilMs) };
  }

  /**
   * Takes it for the person it was made for, in one turn, which may be taken up again after a crash. Without an id: the
   * last that this person was asked in this place and thread, where neither the person said anything else there since nor
   * the bot told something unasked: a bare word may be meant for that. The cards
   * of one that is taken by its id are `settle`d by whoever shows the answer.
   */
  async take(ask: Ask, how: 'yes' | 'no', id?: string): Promise<ProposalAnswer> {
    const end = { how, atMs: this.#nowMs() };
    return this.#changed(async (tables) =>
      id === undefined ? this.#takeLast(tables, ask, end) : takeOne(tables, ask, { id, end }),
    );
  }

  async #takeLast(tables: CommandTables, ask: Ask, end: Answered): Promise<ProposalAnswer> {
    const rows = await tables.proposals.newest(ask.person.id, ask.place.id, LOOKED_AT);
    const own = rows.find(({ takenBy }) => takenBy === ask.turnId);
    if (own) return takenOf(own, own.ended ?? end);
    const open = rows.filter((row) => isOpen(row, end.atMs));
    const [last, ...others] = open;
    if (last === undefined)
      return { kind: rows[0] && isUnended(rows[0]) && !rows[0].isInterrupted ? 'expired' : 'none' };
    const isMeant = others.length === 0 && !this.#isInterrupted(last, ask) && questionOf(last)?.thread === ask.thread;
    if (!isMeant) return { kind: 'unsure', open: open.flatMap((row) => questionOf(row) ?? []).slice(0, OFFERED_MAX) };
    if (!(await tables.proposals.take(last.id, ask.turnId, end))) return { kind: 'used' };
    await close(tables, last, { end });
    return takenOf(last, end);
  }

  /** The person said something else in this place than the answer to `except`: a bare yes is no answer to what was asked before. Never rejects. */
  async noteOtherMessage(ask: Ask, except: string | null = null): Promise<void> {
    const { store, log } = this.#parts;
    const key = keyOf(ask);
    this.#saying.set(key, (this.#saying.get(key) ?? 0) + 1);
    try {
      await store.transaction(({ proposals }) => proposals.personSpoke(ask.person.id, ask.place.id, except));
    } catch (error) {
      this.#missedMs = this.#nowMs();
      log.warn({ err: error }, 'what was said could not be written down: open questions are answered by their buttons');
    } finally {
      const left = (this.#saying.get(key) ?? 1) - 1;
      if (left > 0) this.#saying.set(key, left);
      else this.#saying.delete(key);
    }
  }

  #isInterrupted({ isInterrupted, untilMs }: KeptProposal, ask: Ask): boolean {
    return isInterrupted || this.#saying.has(keyOf(ask)) || untilMs - this.#standsMs() <= this.#missedMs;
  }

  /** The message `activityId` shows the question: from now on it is kept up to date. Rejects with DatabaseError. */
  async linkCard(id: string, card: QuestionCard, activityId: string): Promise<void> {
    const atMs = this.#nowMs();
    await this.#changed(async (tables) => {
      const kept = await tables.proposals.byId(id);
      const question = kept && questionOf(kept);
      if (question) await showQuestion(tables, question, { card, activityId, atMs, end: endOf(kept, atMs) });
    });
  }

  /** Which message shows the question in that conversation; null where it is not known. Rejects with DatabaseError. */
  async messageOf(id: string, { to }: Ask): Promise<string | null> {
    const shown = await this.#parts.store.transaction(({ posted }) => posted.get(to, questionSlot(id, 'question')));
    return shown?.activityId ?? null;
  }

  /** Has the question's cards say what became of it, where it is over; `answerIn`: the message that shows the answer instead. Rejects with DatabaseError. */
  async showOutcome(id: string, answerIn: string | null): Promise<void> {
    const nowMs = this.#nowMs();
    await this.#changed(async (tables) => {
      const kept = await tables.proposals.byId(id);
      const end = kept && endOf(kept, nowMs);
      if (end) await close(tables, kept, { end, answerIn });
    });
  }

  async #changed<T>(work: (tables: CommandTables) => Promise<T>): Promise<T> {
    const done = await this.#parts.store.transaction(work);
    this.#parts.wake();
    return done;
  }

  #nowMs(): number {
    return this.#parts.clock.now().getTime();
  }

  #standsMs(): number {
    return PROPOSAL_MS * this.#parts.clock.speed;
  }
}

type Answered = QuestionEnd & { readonly how: 'yes' | 'no' };

async function takeOne(
  { proposals }: CommandTables,
  { person, turnId }: Ask,
  { id, end }: { readonly id: string; readonly end: Answered },
): Promise<ProposalAnswer> {
  const found = await proposals.byId(id);
  if (found === null) return { kind: 'expired' };
  if (found.person !== person.id) return { kind: 'notYours' };
  if (found.takenBy === turnId) return takenOf(found, found.ended ?? end);
  if (found.takenBy !== null) return { kind: 'used' };
  if (found.ended !== null) return { kind: 'replaced' };
  if (found.untilMs < end.atMs) return { kind: 'expired' };
  const rows = await proposals.newest(person.id, found.place, LOOKED_AT);
  const [last] = rows.filter(({ ended }) => ended?.how !== 'replaced');
  if (last?.id !== id && (await proposals.replace(id, end.atMs))) return { kind: 'replaced' }; // Two were opened at once.
  return (await proposals.take(id, turnId, end)) ? takenOf(found, end) : { kind: 'used' };
}

function takenOf(kept: KeptProposal, end: QuestionEnd): ProposalAnswer {
  return { kind: 'taken', asks: kept.asks as ProposedChange, question: questionOf(kept), end }; // Our own JSON: `open` wrote it.
}

/** Our own JSON; null: another version of the bot asked. */
function questionOf({ question }: KeptProposal): Question | null {
  return question as Question | null;
}

function isOpen(kept: KeptProposal, nowMs: number): boolean {
  return isUnended(kept) && kept.untilMs >= nowMs;
}

/** Nothing ended it but, perhaps, its time. */
function isUnended({ ended, takenBy }: KeptProposal): boolean {
  return ended === null && takenBy === null;
}

/** null: it is open. */
function endOf(kept: KeptProposal, nowMs: number): QuestionEnd | null {
  if (kept.ended !== null) return kept.ended;
  return isOpen(kept, nowMs) ? null : { how: 'lapsed', atMs: kept.untilMs };
}

async function close(
  tables: CommandTables,
  kept: KeptProposal,
  { end, answerIn = null }: { readonly end: QuestionEnd; readonly answerIn?: string | null },
): Promise<void> {
  const question = questionOf(kept);
  if (question) await closeQuestion(tables, question, { end, answerIn });
}

function keyOf({ person, place }: Ask): string {
  return JSON.stringify([person.id, place.id]);
}
