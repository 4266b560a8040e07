import type { Activity } from 'botbuilder';

import type { Config } from '../../services/platform/config';
import { KeysUnavailable } from '../channel/keySet';
import { trusts } from '../channel/serviceUrls';
import { CHANNEL, TokenRefused, type VerifiedToken, type VerifyToken } from '../channel/tokenVerifier';

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
  readonly mode: Config['mode'];
  readonly verify: VerifyToken;
  /** The tenants that may use the bot, read anew for each activity: the access file may change. Empty: nobody. */
  readonly tenants: () => readonly string[];
}

/**
 * Refuses before botbuilder sees the activity (docs/teams.md):
 * - tokens that the Bot Framework did not sign for this bot, this channel and this service URL
 * - other channels than Teams
 * - foreign tenants: an app package can be copied into any tenant
 * - service URLs that are not of Teams: an answer would take a token there
 */
export function createGuard({ mode, verify, tenants }: Parts): Guard {
  if (mode === 'demo')
    return {
      authenticate: async () => ({ caller: null }),
      admitsActivity: ({ serviceUrl }) =>
        trusts(mode, serviceUrl)
          ? null
          : refusal(403, 'In demo mode serviceUrl must be on this machine.', 'service URL', { serviceUrl }),
    };
  return {
    async authenticate(authorization) {
      try {
        return { caller: await verify(authorization) };
      } catch (error) {
        if (error instanceof TokenRefused) return refusal(401, 'The token was not accepted.', error.reason);
        if (error instanceof KeysUnavailable)
          return refusal(503, "The Bot Framework's keys cannot be read now.", 'no keys');
        throw error;
      }
    },
    admitsActivity(activity, caller) {
      const { channelId, serviceUrl, conversation } = activity;
      if (channelId !== CHANNEL) return refusal(403, 'Only Teams may speak to this bot.', 'channel', { channelId });
      if (serviceUrl !== caller?.serviceUrl)
        return refusal(401, 'The token was not accepted.', 'other service URL', { serviceUrl });
      if (!trusts(mode, serviceUrl))
        return refusal(403, 'The serviceUrl is not one of Teams.', 'service URL', { serviceUrl });
      const strangers = tenantsOf(activity).filter((tenant) => !tenants().includes(tenant));
      if (tenantsOf(activity).length > 0 && strangers.length === 0) return null;
      return refusal(403, 'This tenant may not use this bot.', 'tenant', {
        tenant: strangers.join(' '),
        conversation: conversation.id,
      });
    },
  };
}

function refusal(
  status: HttpRefusal['status'],
  reason: string,
  cause: string,
  facts: HttpRefusal['facts'] = {},
): HttpRefusal {
  return { status, reason, cause, facts };
}

/** The activity's tenant, from each of the two places where Teams writes it. */
function tenantsOf({ channelData, conversation }: Activity): string[] {
  const tenant = (channelData as { tenant?: { id?: unknown } } | null | undefined)?.tenant?.id;
  return [tenant, conversation.tenantId].filter((id) => typeof id === 'string').filter((id) => id !== '');
}
