import { everyoneIsAdmin, grantFrom, parseRules } from '../../services/access/accessRules';
import type { Access } from '../../services/access/roles';
import type { Replica } from './askingReplica';
import type { SentActivity } from './fakeConnector';
import { buttonsOf, type Said, saidBy } from './product';
import { ReplicaHarness } from './replicaHarness';
import { aChannelMessage, aPress, BOT, type Json, SATO, TANAKA, TENANT } from './teamsActivities';

/** A channel in which Tanaka asks and Sato approves; both are operators. */
export const CHANNEL = aChannelMessage('', '')['conversation'] as Json;
export const SUZUKI = { id: '29:suzuki', name: 'Suzuki', aadObjectId: '00000000-0000-4000-8000-000000000003' };
const MENTION = { type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` };

/** The file: Tanaka's changes have these conditions; Sato and Suzuki are operators unless `rules` says otherwise. */
export function rulesWith(
  conditions: Json,
  { rules = [], ...rest }: Json & { readonly rules?: readonly Json[] } = {},
): Json {
  const others = [SATO, SUZUKI].map(({ aadObjectId }) => ({ who: `user:${aadObjectId}`, role: 'operator' }));
  return {
    tenants: [TENANT],
    ...rest,
    rules: [
      { who: 'everyone', role: 'viewer' },
      { who: `user:${TANAKA.aadObjectId}`, role: 'operator', ...conditions },
      ...(rules.length > 0 ? rules : others),
    ],
  };
}

/** Bots with rules that ask for more than a role, read anew for each command. */
export class SecondPersonHarness {
  readonly host: ReplicaHarness;
  #file: Json = {};

  private constructor(host: ReplicaHarness) {
    this.host = host;
    this.needs({ approve: 'other' });
  }

  static async start(running: readonly string[] = []): Promise<SecondPersonHarness> {
    return new SecondPersonHarness(await ReplicaHarness.start(running));
  }

  /** From now on the file is that of `rulesWith`. */
  needs(...given: Parameters<typeof rulesWith>): void {
    this.#file = rulesWith(...given);
  }

  replica(change: Parameters<ReplicaHarness['replica']>[0] = {}): Replica {
    return this.host.replica({ access: this.access, ...change });
  }

  restart(): Promise<Replica> {
    return this.host.restart({ access: this.access });
  }

  readonly access: Access = {
    ...everyoneIsAdmin,
    grantOf: (person, place) => grantFrom(this.#rules(), person, place),
    limits: () => this.#rules().triggers,
    contact: () => this.#rules().contact ?? null,
  };

  ask(bot: Replica, text: string, change: Json = {}): Promise<string> {
    return bot.say(`<at>${BOT.name}</at> ${text}`, { conversation: CHANNEL, entities: [MENTION], ...change });
  }

  /** The last message that shows the question, and its buttons. */
  card(): Said {
    return saidBy(this.host.connector.messages.at(-1));
  }

  button(kind: 'yes' | 'no'): Json {
    return buttonsOf(this.card(), kind)[0] ?? {};
  }

  press(bot: Replica, data: Json, from: Json): Promise<string> {
    return bot.press(data, { conversation: CHANNEL, from });
  }

  /** A press whose answer is only looked for in the response. */
  deliver(bot: Replica, data: Json, from: Json): Promise<unknown> {
    return bot.deliver(aPress(this.host.connector.serviceUrl, data, { conversation: CHANNEL, from }));
  }

  /** The card of the question as it was changed last; lets time pass until it is. */
  async closed(): Promise<Said> {
    const { connector, clock } = this.host;
    const change = (): SentActivity | undefined => connector.messages.findLast(({ method }) => method === 'PUT');
    while (change() === undefined) await clock.advance(20);
    return saidBy(change());
  }

  #rules(): ReturnType<typeof parseRules> {
    return parseRules(JSON.stringify(this.#file));
  }
}
