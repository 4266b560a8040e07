import type { StatePropertyAccessor, TurnContext } from 'botbuilder';
import type * as BotbuilderDialogs from 'botbuilder-dialogs';
import type { DialogSet, DialogState } from 'botbuilder-dialogs';

import type { ProtectedItem } from '../services/backup/types';
import type { Unread } from '../services/backup/vaults';
import type { Clock } from '../services/platform/clock';
import { MINUTE_MS } from '../services/platform/durations';
import { matchChoice } from './matchChoice';

/** How long the question is open, on the bot's clock. */
const OPEN_MS = 5 * MINUTE_MS;

/** The question "which VM?". `command` runs for the candidate that is chosen; the dialog keeps it as opaque data. */
export interface Choice {
  /** The text typed for the VM; untrusted. */
  readonly typed: string;
  readonly candidates: readonly { readonly item: ProtectedItem; readonly command: unknown }[];
  /** Places that could not be read. They may hold more VMs of that name. */
  readonly unread?: Unread;
}

/** `other` means that the text is no answer: the question is closed, and the parser reads the text. */
export type Chosen = { readonly kind: 'picked'; readonly command: unknown } | { readonly kind: 'other' };

/** Shows the question, as a card. */
export type Show = (context: TurnContext, choice: Choice) => Promise<void>;

interface Open {
  readonly choice: Choice;
  /** When the question expires (epoch ms). Asking again does not extend it. */
  readonly untilMs: number;
}

interface Parts {
  readonly clock: Clock;
  readonly show: Show;
}

export const CHOOSE_VM = 'chooseVm';

/** The options for `beginDialog(CHOOSE_VM, …)`. */
export function openChoice(choice: Choice, clock: Clock): Open {
  return { choice, untilMs: clock.now().getTime() + OPEN_MS * clock.speed };
}

/**
 * botbuilder-dialogs is loaded with the first question: it takes a third of a second, and most people name their VM.
 */

/**
 * The dialog that asks one person which VM was meant, in a set over `state`; it ends with `Chosen`. It asks again if an
 * answer fits several VMs. A pressed button carries its own command and does not reach the dialog.
 */
export function createChooseVmDialogs(state: StatePropertyAccessor<DialogState>, { clock, show }: Parts): DialogSet {
  const { Dialog, DialogSet, WaterfallDialog } = module.require('botbuilder-dialogs') as typeof BotbuilderDialogs;
  const chooseVm = new WaterfallDialog<Open>(CHOOSE_VM, [
    async (step) => {
      await show(step.context, revived(step.options.choice));
      return Dialog.EndOfTurn;
    },
    async (step) => {
      const { choice, untilMs } = step.options;
      const isOver = clock.now().getTime() > untilMs;
      const items = choice.candidates.map(({ item }) => item);
      const match = isOver ? null : matchChoice(step.context.activity.text, items);
      if (match === 'several') return step.replaceDialog(CHOOSE_VM, step.options);
      const picked = match === null ? undefined : choice.candidates[match.index];
      const chosen: Chosen = picked ? { kind: 'picked', command: picked.command } : { kind: 'other' };
      return step.endDialog(chosen);
    },
  ]);
  return new DialogSet(state).add(chooseVm);
}

/** Turns the dates of candidates back from text, because the storage keeps JSON. */
function revived({ candidates, ...rest }: Choice): Choice {
  return {
    ...rest,
    candidates: candidates.map(({ item, command }) => ({
      command,
      item: {
        ...item,
        lastBackup: item.lastBackup && { ...item.lastBackup, at: new Date(item.lastBackup.at) },
        lastRecoveryPointAt: item.lastRecoveryPointAt && new Date(item.lastRecoveryPointAt),
      },
    })),
  };
}
