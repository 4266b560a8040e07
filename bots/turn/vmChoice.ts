import { PrivateConversationState, type Storage, type TurnContext } from 'botbuilder';
import type { DialogContext, DialogState, DialogTurnResult } from 'botbuilder-dialogs';

import {
  type Choice,
  CHOOSE_VM,
  type Chosen,
  createChooseVmDialogs,
  openChoice,
  type Show,
} from '../../dialogs/chooseVmDialog';
import { BoundedMap } from '../../services/platform/boundedMap';
import type { Clock } from '../../services/platform/clock';
import { DatabaseError, StateConflict } from '../../services/platform/errors';
import type { Log } from '../../services/platform/log';
import type { TurnOpener } from '../channel/adapter';
import type { Address } from '../channel/sender';

/** Maximum number of open questions. Above it the oldest is closed, and an answer to it is read as any other text. */
const OPEN_MAX = 1_000;

interface Parts {
  readonly turner: TurnOpener;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
}

/** The open "which VM?" questions, at most one per person and conversation. */
export class VmChoice {
  readonly #parts: Parts;
  readonly #state: PrivateConversationState;
  readonly #open = new BoundedMap<string, true>(OPEN_MAX);

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#state = new PrivateConversationState(parts.storage, CHOOSE_VM);
  }

  /**
   * Asks `to.user` in `to.conversation` and drops an older question there. Rejects if the question cannot be shown.
   * If the database fails, it is shown anyway: its buttons carry their command, but a typed answer is not understood.
   */
  async ask(to: Address, choice: Choice, show: Show): Promise<void> {
    const { turner, clock, log, storage } = this.#parts;
    await turner.turn(to, async (context) => {
      const shown = new Set<Choice>();
      const showOnce: Show = async (turn, asked) => {
        await show(turn, asked);
        shown.add(asked);
      };
      try {
        if (await this.#isOpen(context)) await this.#state.delete(context);
        await this.#run(context, showOnce, (dialog) => dialog.beginDialog(CHOOSE_VM, openChoice(choice, clock)));
        await this.#save(context);
      } catch (error) {
        if (!(error instanceof DatabaseError || error instanceof StateConflict)) throw error;
        log.warn({ err: error }, 'a question could not be kept: it can be answered by its buttons alone');
        if (shown.size === 0) await show(context, choice);
        return;
      }
      const oldest = this.#open.set(this.#key(context), true);
      if (oldest === undefined) return;
      log.warn({ limit: OPEN_MAX }, 'too many open questions; the oldest is closed');
      await this.#unlessDatabaseFails(() => storage.delete([oldest]));
    });
  }

  /**
   * Reads the turn's text as an answer to the open question. `asked` means that it was asked again; null that none is
   * open. The eTag lets only one of two simultaneous answers count, on any replicas. The other finds the question as
   * the first left it. If the database takes no write, the text is read anyway, and the question stays open.
   */
  async answer(context: TurnContext, show: Show): Promise<Chosen | { readonly kind: 'asked' } | null> {
    try {
      return await this.#answered(context, show);
    } catch (error) {
      if (!(error instanceof StateConflict)) throw error;
      return this.#answered(context, show);
    }
  }

  async #answered(context: TurnContext, show: Show): Promise<Chosen | { readonly kind: 'asked' } | null> {
    if (!(await this.#isOpen(context))) return null;
    const turn = await this.#run(context, show, (dialog) => dialog.continueDialog());
    await this.#unlessDatabaseFails(() => this.#save(context));
    if (!isComplete(turn.status)) return { kind: 'asked' };
    await this.#close(context);
    return turn.result as Chosen;
  }

  /** Closes the open question, if any, because another command came before its answer. */
  async drop(context: TurnContext): Promise<void> {
    if (await this.#isOpen(context)) await this.#close(context);
  }

  async #close(context: TurnContext): Promise<void> {
    this.#open.delete(this.#key(context));
    await this.#unlessDatabaseFails(() => this.#state.delete(context));
  }

  async #unlessDatabaseFails(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      this.#parts.log.warn({ err: error }, 'what became of a question could not be kept');
    }
  }

  /** False if the database fails, so that commands are answered anyway. */
  async #isOpen(context: TurnContext): Promise<boolean> {
    try {
      await this.#state.load(context, true);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      this.#parts.log.warn({ err: error }, 'whether a question is open could not be read');
      return false;
    }
    const state = this.#state.get(context) as { readonly dialog?: DialogState } | undefined;
    // An answered question stays without a dialog until it is deleted.
    return (state?.dialog?.dialogStack ?? []).length > 0;
  }

  #key(context: TurnContext): string {
    return this.#state.getStorageKey(context) ?? '';
  }

  async #run(
    context: TurnContext,
    show: Show,
    step: (dialog: DialogContext) => Promise<DialogTurnResult>,
  ): Promise<DialogTurnResult> {
    const property = this.#state.createProperty<DialogState>('dialog');
    const dialogs = createChooseVmDialogs(property, { clock: this.#parts.clock, show });
    return step(await dialogs.createContext(context));
  }

  /**
   * Saves with the eTag of the read. BotState's saveChanges uses eTag `*`, which overwrites the changes of other
   * replicas.
   */
  async #save(context: TurnContext): Promise<void> {
    await this.#parts.storage.write({ [this.#key(context)]: this.#state.get(context) as unknown });
  }
}

/** Compares the value of botbuilder-dialogs' enum as text, because importing the enum would load the package. */
function isComplete(status: string): boolean {
  return status === 'complete';
}
