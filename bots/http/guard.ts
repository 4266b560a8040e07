import type { Activity } from 'botbuilder';

import type { Config } from '../../services/platform/config';
import type { Log } from '../../services/platform/log';
import { CHANNEL_ISSUER } from '../channel/channelAuthentication';
import { trusts } from '../channel/serviceUrls';

export interface HttpRefusal {
  readonly status: 400 | 401 | 403;
  readonly reason: string;
}

export interface Guard {
  /** Runs before the body is read. */
  admitsToken(authorization: string | undefined): HttpRefusal | null;
  /** Runs before the adapter gets the activity. */
  admitsActivity(activity: Activity): HttpRefusal | null;
}

interface Parts {
  readonly mode: Config['mode'];
  /**
   * The tenants that may use the bot; empty allows nobody. Read for each activity, because the access file may change.
   */
  readonly tenants: () => readonly string[];
  readonly log: Log;
}

/**
 * Refuses a request before botbuilder sees it (docs/teams.md):
 * - tokens of another issuer: botbuilder keeps four strings of each, unverified, in memory for ever
 * - channels other than Teams: botbuilder authenticates them in another way
 * - foreign tenants: an app package can be copied into any tenant
 * - service URLs outside Teams: the bot would send its token there
 *
 * The adapter, not the guard, checks the token's signature.
 */
export function createGuard({ mode, tenants, log }: Parts): Guard {
  const isTrusted = (activity: Activity): boolean => trusts(mode, activity.serviceUrl);
  if (mode === 'demo')
    return {
      admitsToken: () => null,
      admitsActivity: (activity) =>
        isTrusted(activity) ? null : { status: 403, reason: 'In demo mode serviceUrl must be on this machine.' },
    };
  return {
    admitsToken: (authorization) =>
      issuerOf(authorization) === CHANNEL_ISSUER
        ? null
        : { status: 401, reason: 'A token of the Bot Framework is needed.' },
    admitsActivity(activity) {
      if (activity.channelId !== 'msteams') return { status: 403, reason: 'Only Teams may speak to this bot.' };
      if (!isTrusted(activity)) {
        log.warn({ serviceUrl: activity.serviceUrl }, 'an activity names a service URL that is not of Teams');
        return { status: 403, reason: 'The serviceUrl is not one of Teams.' };
      }
      const strangers = tenantsOf(activity).filter((tenant) => !tenants().includes(tenant));
      if (tenantsOf(activity).length > 0 && strangers.length === 0) return null;
      log.warn(
        { tenants: strangers, conversation: activity.conversation.id },
        'an activity of a tenant that is not allowed',
      );
      return { status: 403, reason: 'This tenant may not use this bot.' };
    },
  };
}

/** The activity's tenant, from both places where Teams writes it. */
function tenantsOf({ channelData, conversation }: Activity): string[] {
  const tenant = (channelData as { tenant?: { id?: unknown } } | null | undefined)?.tenant?.id;
  return [tenant, conversation.tenantId].filter((id) => typeof id === 'string').filter((id) => id !== '');
}

function issuerOf(authorization: string | undefined): unknown {
  const payload = /^Bearer [\w-]+\.(?<payload>[\w-]+)\.[\w-]+$/.exec(authorization ?? '')?.groups?.['payload'];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null && 'iss' in claims ? claims.iss : null;
  } catch {
    return null;
  }
}
