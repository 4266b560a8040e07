import { render } from '../../cards/render';
import { answerChoice, answerPress, answerText } from '../../commands/answer';
import { failureView } from '../../commands/failure';
import type { Config } from '../../services/platform/config';
import type { Metrics } from '../../services/platform/metrics';
import type { Services } from '../../views/services';
import type { TurnOpener } from '../channel/adapter';
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
  readonly turner: TurnOpener;
  readonly activityLog: ActivityLog;
  readonly cards: CardMessages;
  readonly store: Parameters<typeof createDialogStorage>[0];
  readonly config: Pick<Config, 'mode' | 'defaultLanguage' | 'defaultTimeZone'>;
  readonly metrics: Pick<Metrics, 'count' | 'observe'>;
}

/** The bot with the product's commands and cards. The roster is read in teams mode only. */
export function createBot({ services, turner, activityLog, cards, store, config, metrics }: Parts): BackupBot {
  const { clock, log } = services;
  const inFlight = new InFlight({ log });
  return new BackupBot({
    services,
    activityLog,
    cards,
    inFlight,
    turner,
    metrics,
    defaults: config,
    brain: { answerText, answerPress, runCommand: answerChoice, failureView, render },
    sender: createSender({ turner, clock, metrics, log }),
    vmChoice: new VmChoice({ turner, storage: createDialogStorage(store), clock, log }),
    roster: config.mode === 'teams' ? new Roster({ clock, log, inFlight }) : null,
  });
}
