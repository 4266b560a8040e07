import type { Activity } from 'botbuilder';

import type { Config } from '../../services/platform/config';
import type { Log } from '../../services/platform/log';
import { CHANNEL_ISSUER } from '../channel/adapter';
import { trusts } from '../channel/serviceUrls';

export interface Refusal {
  readonly status: 400 | 401 | 403;
  readonly reason: string;
}

export interface Guard {
  /** Before the body is read. */
  admitsToken(authorization: string | undefined): Refusal | null;
  /** Before the adapter sees the activity. */
  admitsActivity(activity: Activity): Refusal | null;
}

interface Parts {
  readonly mode: Config['mode'];
  /** Tenants that may speak to the bot; asked each time, since the access file may change. None in it: nobody. */
  readonly tenants: () => readonly string[];
  readonly log: Log;
}

/**
 * What is refused before botbuilder looks at it (docs/teams.md): tokens of another issuer, which it would remember
 * for ever; another channel, which it would authenticate in another way; foreign tenants, since an app package may be copied;
 * and service URLs that no answer should go to. The token's signature is not checked here but by the adapter.
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

/** The activity's tenant, in each of the two places where Teams writes it. */
export function tenantsOf({ channelData, conversation }: Activity): string[] {
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
