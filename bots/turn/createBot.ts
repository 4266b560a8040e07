import { render } from '../../cards/render';
import { answerPress, answerText, runForPerson } from '../../commands/answer';
import { failureView } from '../../commands/failure';
import type { Config } from '../../services/platform/config';
import type { Metrics } from '../../services/platform/metrics';
import type { Services } from '../../views/services';
import type { Turner } from '../channel/adapter';
import type { CardMessages } from '../channel/cardMessages';
import { Roster } from '../channel/roster';
import { createSender } from '../channel/sender';
import type { ActivityLog } from '../inbox/activityLog';
import { InFlight } from '../inbox/inFlight';
import { BackupBot } from './backupBot';
import { createDialogStorage } from './dialogStorage';
import { VmChoice } from './vmChoice';

interface Parts {
  readonly services: Services;
  readonly turner: Turner;
  readonly activityLog: ActivityLog;
  readonly cards: CardMessages;
  readonly store: Parameters<typeof createDialogStorage>[0];
  readonly config: Pick<Config, 'mode' | 'defaultLanguage' | 'defaultTimeZone'>;
  readonly metrics: Pick<Metrics, 'count' | 'observe'>;
}

/** The bot with our commands and cards for a brain. People are looked up in the roster in teams mode only. */
export function createBot({ services, turner, activityLog, cards, store, config, metrics }: Parts): BackupBot {
  const { clock, log } = services;
  const turns = new InFlight({ log });
  return new BackupBot({
    ...{ services, activityLog, cards, turns, turner, metrics, defaults: config },
    brain: { answerText, answerPress, runCommand: runForPerson, failureView, render },
    sender: createSender({ turner, clock, metrics, log }),
    choices: new VmChoice({ turner, storage: createDialogStorage(store), clock, log }),
    members: config.mode === 'teams' ? new Roster({ clock, log, turns }) : null,
  });
}
