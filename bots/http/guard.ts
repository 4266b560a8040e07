import type { Activity } from 'botbuilder';

import type { Clock } from '../../services/platform/clock';
import type { Config } from '../../services/platform/config';
import { addressOf, senderOf } from '../channel/activityAddress';
import { type KeySet, KeysUnavailable } from '../channel/keySet';
import { trusts } from '../channel/serviceUrls';
import { CHANNEL, createTokenVerifier, TokenRefused, type VerifiedToken } from '../channel/tokenVerifier';

export interface HttpRefusal {
  readonly status: 400 | 401 | 403 | 413 | 503;
  /** What the sender is told. */
  readonly reason: string;
  /** What the log and the metrics are told: one of a few phrases of ours. */
  readonly cause: string;
  /** For the log only; may hold what the sender wrote. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** Who sent a request: nobody is known in demo mode, where nothing is authenticated. */
type Caller = VerifiedToken | null;

export interface Guard {
  /** Before the body is read. */
  authenticate(authorization: string | undefined): Promise<{ readonly caller: Caller } | HttpRefusal>;
  /** Before the adapter sees the activity. */
  admitsActivity(activity: Activity, caller: Caller): HttpRefusal | null;
}

interface Parts {
  readonly config: Pick<Config, 'channel'>;
  readonly keys: Pick<KeySet, 'find'>;
  readonly clock: Pick<Clock, 'now'>;
  /** The tenants that may use the bot, read anew for each activity: the access file may change. Empty: nobody. */
  readonly tenants: () => readonly string[];
  /** Has the refusal of somebody of a foreign tenant written down, as the activity claims: nobody looked them up. */
  readonly noteStranger: (
    person: { readonly id: string; readonly aadObjectId: string | null; readonly name: string },
    to: { readonly tenant: string; readonly conversation: string },
  ) => void;
}

/**
 * Refuses before botbuilder sees the activity (docs/teams.md):
 * - tokens that the Bot Framework did not sign for this bot, this channel and this service URL
 * - other channels than Teams
 * - foreign tenants: an app package can be copied into any tenant
 * - service URLs that are not of Teams: an answer would take a token there
 */
export function createGuard({ config: { channel }, keys, clock, tenants, noteStranger }: Parts): Guard {
  if (channel === null) return DEMO;
  const verify = createTokenVerifier({ appId: channel.appId, keys, clock });
  return {
    async authenticate(authorization) {
      try {
        return { caller: await verify(authorization) };
      } catch (error) {
        if (error instanceof TokenRefused) return { ...TOKEN, cause: error.reason };
        if (error instanceof KeysUnavailable) return NO_KEYS;
        throw error;
      }
    },
    admitsActivity(activity, caller) {
      const { channelId, serviceUrl, conversation } = activity;
      if (channelId !== CHANNEL) return { ...OTHER_CHANNEL, facts: { channelId } };
      if (serviceUrl !== caller?.serviceUrl) return { ...TOKEN, cause: 'other service URL', facts: { serviceUrl } };
      if (!trusts('teams', serviceUrl)) return { ...OTHER_HOST, facts: { serviceUrl } };
      const strangers = tenantsOf(activity).filter((tenant) => !tenants().includes(tenant));
      if (tenantsOf(activity).length > 0 && strangers.length === 0) return null;
      noteStranger(claimedSender(activity), { tenant: strangers[0] ?? '', conversation: addressOf(activity).id });
      return { ...OTHER_TENANT, facts: { tenant: strangers.join(' '), conversation: conversation.id } };
    },
  };
}

const DEMO: Guard = {
  authenticate: async () => ({ caller: null }),
  admitsActivity: ({ serviceUrl }) => (trusts('demo', serviceUrl) ? null : { ...NOT_HERE, facts: { serviceUrl } }),
};

const TOKEN = { status: 401, reason: 'The token was not accepted.' } as const;
const NO_KEYS: HttpRefusal = { status: 503, reason: "The Bot Framework's keys cannot be read now.", cause: 'no keys' };
const OTHER_CHANNEL = { status: 403, reason: 'Only Teams may speak to this bot.', cause: 'channel' } as const;
const OTHER_HOST = { status: 403, reason: 'The serviceUrl is not one of Teams.', cause: 'service URL' } as const;
const OTHER_TENANT = { status: 403, reason: 'This tenant may not use this bot.', cause: 'tenant' } as const;
const NOT_HERE = { ...OTHER_HOST, reason: 'In demo mode serviceUrl must be on this machine.' } as const;

function claimedSender(activity: Activity): Parameters<Parts['noteStranger']>[0] {
  const from = activity.from as Partial<Activity['from']> | undefined;
  return { id: senderOf(activity), aadObjectId: from?.aadObjectId ?? null, name: from?.name ?? '' };
}

/** The activity's tenant, from each of the two places where Teams writes it. */
function tenantsOf({ channelData, conversation }: Activity): string[] {
  const tenant = (channelData as { tenant?: { id?: unknown } } | null | undefined)?.tenant?.id;
  return [tenant, conversation.tenantId].filter((id) => typeof id === 'string').filter((id) => id !== '');
}
