import type { Clock } from '../platform/clock';
import type { Log } from '../platform/log';
import type { Ask } from './ask';
import type { CommandStore, KeptProposal } from './repositories';

interface InterruptionParts {
  readonly store: CommandStore;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Messages that come between a question and a bare "yes". After one of them, the "yes" may not be meant for the
 * question.
 */
export class Interruptions {
  readonly #parts: InterruptionParts;
  /** The number of messages that are being stored at this moment, by person and place. */
  readonly #storing = new Map<string, number>();
  /** When a message last could not be stored. Earlier questions then accept only their buttons. */
  #lostMs = -Infinity;

  constructor(parts: InterruptionParts) {
    this.#parts = parts;
  }

  /** Records that the person said something other than an answer to the proposal `except`. Never rejects. */
  async note(ask: Ask, except: string | null): Promise<void> {
    const { store, clock, log } = this.#parts;
    const key = mapKey(ask);
    this.#storing.set(key, (this.#storing.get(key) ?? 0) + 1);
    try {
      await store.transaction(({ proposals }) => proposals.personSpoke(ask.person.id, ask.place.id, except));
    } catch (error) {
      this.#lostMs = clock.now().getTime();
      log.warn({ err: error }, 'what was said could not be written down: open questions are answered by their buttons');
    } finally {
      const left = (this.#storing.get(key) ?? 1) - 1;
      if (left > 0) this.#storing.set(key, left);
      else this.#storing.delete(key);
    }
  }

  /** Whether the person or the bot said something else since the proposal was opened at `openedMs`. */
  has(kept: KeptProposal, openedMs: number, ask: Ask): boolean {
    return kept.isInterrupted || this.#storing.has(mapKey(ask)) || openedMs <= this.#lostMs;
  }
}

function mapKey({ person, place }: Ask): string {
  return JSON.stringify([person.id, place.id]);
}
