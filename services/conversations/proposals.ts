import { createHash, randomUUID } from 'node:crypto';

import { isSamePerson, type Person, type Role } from '../access/roles';
import { idKey } from '../backup/ids';
import type { VaultRef } from '../backup/types';
import { closeQuestion, type QuestionCard, questionSlot, showQuestion } from '../notify/question';
import type { Question, QuestionAsks, QuestionEnd } from '../notify/questionContent';
import type { Clock } from '../platform/clock';
import { MINUTE_MS } from '../platform/durations';
import type { Log } from '../platform/log';
import type { Ask } from './ask';
import { Interruptions } from './interruptions';
import { type Answered, isOpen, isUnanswered, proposalEnd, questionOf, refusalOf } from './proposalState';
import type { CommandStore, CommandTables, KeptProposal } from './repositories';

/** How long a proposal is open, in real time: a person has to read it, however fast the bot's clock runs. */
const PROPOSAL_MS = 5 * MINUTE_MS;
/** The same where a second person must approve: that person has to be found first. */
const APPROVAL_MS = 30 * MINUTE_MS;
/** How many of a person's newest proposals in a place are examined. All older ones have ended. */
const LOOKED_AT = 20;
/** How many open questions a card offers for choice. Two can be open only if two replicas asked at once. */
const OFFERED_MAX = 3;

/** What a yes does. It is stored as JSON, so it holds ids and epoch ms. */
export type ProposedChange = { readonly asker?: Asking } & (
  | { readonly kind: 'backup'; readonly itemIds: readonly string[]; readonly retainUntilMs: number }
  | {
      readonly kind: 'cancel';
      readonly vault: VaultRef;
      readonly jobId: string;
      readonly vmName: string;
      /** Null if the job's VM is no longer protected. */
      readonly itemId: string | null;
      /** The role that the cancel needs. */
      readonly role: Role;
    }
  /** `switchId` is the switch to read-only mode that a yes ends. A newer one stays. */
  | { readonly kind: 'readOnlyOff'; readonly switchId: string; readonly why: string | null }
);

/** Who asked, and where. Set on a change that a second person must approve: it is carried out in the asker's name. */
export type Asking = Pick<Ask, 'person' | 'place' | 'to' | 'thread' | 'language' | 'timeZone'>;

/** The result of an answer to a proposal. */
export type ProposalAnswer =
  /** `question` is null if another version of the bot asked it. */
  | {
      readonly kind: 'taken';
      readonly asks: ProposedChange;
      readonly question: Question | null;
      readonly end: QuestionEnd;
    }
  /**
   * A bare answer that may not be meant for the last question, so no proposal is taken. `open` lists the questions,
   * newest first.
   */
  | { readonly kind: 'unsure'; readonly open: readonly Question[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'notYours' }
  | { readonly kind: 'elsewhere' }
  /** Somebody tried to approve what they asked for themselves. */
  | { readonly kind: 'ownApproval' }
  | { readonly kind: 'replaced' }
  /** The proposal was answered before: a button was pressed twice. */
  | { readonly kind: 'used' };

interface ProposalParts {
  readonly store: CommandStore;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  /** Tells the outbox that a card must change. */
  readonly wake: () => void;
}

/** Changes that wait for a person's yes. The store holds the change; a button carries only the proposal's id. */
export class Proposals {
  readonly #parts: ProposalParts;
  readonly #interruptions: Interruptions;

  constructor(parts: ProposalParts) {
    this.#parts = parts;
    this.#interruptions = new Interruptions(parts);
  }

  /**
   * Opens a proposal that only the asker may accept; it replaces the asker's open proposals in this place. With
   * `asks.asker` a second person must approve it: by its button only, so a bare yes of anybody never finds it. Such a
   * proposal replaces only those of the same change, so that two approvals cannot start one backup twice.
   */
  async open(
    ask: Ask,
    asks: ProposedChange,
    shows: QuestionAsks,
  ): Promise<{ readonly id: string; readonly until: Date }> {
    const { person, place, to, thread, language, timeZone } = ask;
    const nowMs = this.#nowMs();
    const id = randomUUID();
    const untilMs = nowMs + this.#standsMs(asks.asker !== undefined);
    const owner = ownerOf(asks, person);
    const question: Question = { id, to, thread, language, timeZone, by: person.name, asks: shows, untilMs };
    await this.#changed(async (tables) => {
      for (const older of await tables.proposals.newest(owner, place.id, LOOKED_AT))
        if (isOpen(older, nowMs) && (await tables.proposals.replace(older.id, nowMs)))
          await close(tables, older, { end: { how: 'replaced', atMs: nowMs } });
      await tables.proposals.add({ id, person: owner, place: place.id, untilMs, asks, question });
    });
    return { id, until: new Date(untilMs) };
  }

  /**
   * Takes a proposal for the person it was made for, in its place and one turn; the turn may be repeated after a crash.
   * With an id, the caller then calls `showOutcome`, once it knows which message shows the answer. Without an id, it
   * takes the last question to this person in this place and thread. It takes none if the person or the bot said
   * anything else there since, because a bare "yes" may be meant for that.
   */
  async take(ask: Ask, how: 'yes' | 'no', id?: string): Promise<ProposalAnswer> {
    const end = { how, atMs: this.#nowMs() };
    return this.#changed(async (tables) =>
      id === undefined ? this.#takeLast(tables, ask, end) : takeOne(tables, ask, { id, end }),
    );
  }

  /** The change that waits for a second person in this place; null: the question is none of that kind. */
  async approvalOf(id: string, { place }: Ask): Promise<ProposedChange | null> {
    const kept = await this.#parts.store.transaction(({ proposals }) => proposals.byId(id));
    const asks = kept && (kept.asks as ProposedChange); // JSON of ours.
    return asks?.asker !== undefined && kept?.place === place.id ? asks : null;
  }

  async #takeLast(tables: CommandTables, ask: Ask, end: Answered): Promise<ProposalAnswer> {
    const rows = await tables.proposals.newest(ask.person.id, ask.place.id, LOOKED_AT);
    const own = rows.find(({ takenBy }) => takenBy === ask.turnId);
    if (own) return takenOf(own, own.ended ?? end);
    const open = rows.filter((row) => isOpen(row, end.atMs));
    const [last, ...others] = open;
    if (last === undefined)
      return { kind: rows[0] && isUnanswered(rows[0]) && !rows[0].isInterrupted ? 'expired' : 'none' };
    const isInterrupted = this.#interruptions.has(last, last.untilMs - this.#standsMs(), ask);
    const isMeant = others.length === 0 && !isInterrupted && questionOf(last)?.thread === ask.thread;
    if (!isMeant) return { kind: 'unsure', open: open.flatMap((row) => questionOf(row) ?? []).slice(0, OFFERED_MAX) };
    if (!(await tables.proposals.take(last.id, ask.turnId, end))) return { kind: 'used' };
    await close(tables, last, { end });
    return takenOf(last, end);
  }

  /**
   * Records that the person said something other than an answer to `except`. A later bare "yes" then answers no earlier
   * question. Never rejects.
   */
  noteOtherMessage(ask: Ask, except: string | null = null): Promise<void> {
    return this.#interruptions.note(ask, except);
  }

  /** Records which message shows the question; it changes once the question ends. Rejects with DatabaseError. */
  async linkCard(id: string, card: QuestionCard, activityId: string): Promise<void> {
    const atMs = this.#nowMs();
    await this.#changed(async (tables) => {
      const kept = await tables.proposals.byId(id);
      const question = kept && questionOf(kept);
      if (question) await showQuestion(tables, question, { card, activityId, atMs, end: proposalEnd(kept, atMs) });
    });
  }

  /** The message that shows the question in the asker's conversation; null if not known. Rejects with DatabaseError. */
  async messageOf(id: string, { to }: Ask): Promise<string | null> {
    const shown = await this.#parts.store.transaction(({ posted }) => posted.get(to, questionSlot(id, 'question')));
    return shown?.activityId ?? null;
  }

  /**
   * If the question has ended, updates its cards to show how. `answerIn` is the message that shows the answer in place
   * of a card. Rejects with DatabaseError.
   */
  async showOutcome(id: string, answerIn: string | null): Promise<void> {
    const nowMs = this.#nowMs();
    await this.#changed(async (tables) => {
      const kept = await tables.proposals.byId(id);
      const end = kept && proposalEnd(kept, nowMs);
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

  #standsMs(isApproval = false): number {
    return (isApproval ? APPROVAL_MS : PROPOSAL_MS) * this.#parts.clock.speed;
  }
}

/** Whose the proposal is, in the store: the asker's, or that of one change of the asker's that waits for approval. */
function ownerOf({ asker, ...asks }: ProposedChange, { id }: Person): string {
  if (asker === undefined) return id;
  const what = asks.kind === 'backup' ? asks.itemIds.map(idKey).toSorted() : asks;
  return `approval ${createHash('sha256')
    .update(JSON.stringify([id, asks.kind, what]))
    .digest('hex')}`;
}

async function takeOne(
  { proposals }: CommandTables,
  { person, place, turnId }: Ask,
  { id, end }: { readonly id: string; readonly end: Answered },
): Promise<ProposalAnswer> {
  const found = await proposals.byId(id);
  if (found === null) return { kind: 'expired' };
  const { asker } = found.asks as ProposedChange; // JSON of ours.
  const stranger = strangerOf(found, { person, place, how: end.how });
  if (stranger !== null) return { kind: stranger };
  if (found.takenBy === turnId) return takenOf(found, found.ended ?? end);
  const refusal = refusalOf(found, end.atMs);
  if (refusal !== null) return { kind: refusal };
  // An asker who takes the change back is named once.
  const answered = asker && !isSamePerson(asker.person, person) ? { ...end, by: person.name } : end;
  const rows = await proposals.newest(found.person, found.place, LOOKED_AT);
  const [last] = rows.filter(({ ended }) => ended?.how !== 'replaced');
  // Two replicas opened one proposal each at the same moment; the newer one counts.
  if (last?.id !== id && (await proposals.replace(id, end.atMs))) return { kind: 'replaced' };
  return (await proposals.take(id, turnId, answered)) ? takenOf(found, answered) : { kind: 'used' };
}

/** Why this person may not answer the proposal here; null: they may, if they hold the role. */
function strangerOf(
  { asks, person: owner, place: asked }: KeptProposal,
  { person, place, how }: Pick<Ask, 'person' | 'place'> & Pick<Answered, 'how'>,
): 'notYours' | 'elsewhere' | 'ownApproval' | null {
  const { asker } = asks as ProposedChange; // JSON of ours.
  if (asker === undefined && owner !== person.id) return 'notYours';
  if (asked !== place.id) return 'elsewhere';
  return asker && how === 'yes' && isSamePerson(asker.person, person) ? 'ownApproval' : null;
}

function takenOf(kept: KeptProposal, end: QuestionEnd): ProposalAnswer {
  return { kind: 'taken', asks: kept.asks as ProposedChange, question: questionOf(kept), end }; // JSON of ours.
}

async function close(
  tables: CommandTables,
  kept: KeptProposal,
  { end, answerIn = null }: { readonly end: QuestionEnd; readonly answerIn?: string | null },
): Promise<void> {
  const question = questionOf(kept);
  if (question) await closeQuestion(tables, question, { end, answerIn });
}
