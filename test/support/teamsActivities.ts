import { randomUUID } from 'node:crypto';

import { PLANTED } from './planted';

/** Activities as Teams sends them, as plain JSON; `change` overrides any of it. */
export type Json = Record<string, unknown>;

export const TENANT = '00000000-0000-4000-8000-0000000000aa';
export const BOT = { id: '28:00000000-0000-4000-8000-0000000000bb', name: 'Backup' };
export const TANAKA = { id: '29:tanaka', name: 'Tanaka', aadObjectId: '00000000-0000-4000-8000-000000000001' };
export const SATO = { id: '29:sato', name: 'Sato', aadObjectId: '00000000-0000-4000-8000-000000000002' };

export function anActivity(serviceUrl: string, change: Json = {}): Json {
  return {
    type: 'message',
    id: randomUUID(),
    timestamp: '2026-11-22T17:00:00.000Z',
    channelId: 'msteams',
    serviceUrl,
    from: TANAKA,
    recipient: BOT,
    conversation: { id: 'a:personal-tanaka', conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    locale: 'en-US',
    localTimezone: 'Asia/Tokyo',
    entities: [{ type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: 'Asia/Tokyo' }],
    summary: PLANTED.message,
    ...change,
  };
}

export function aMessage(serviceUrl: string, text: string, change: Json = {}): Json {
  return anActivity(serviceUrl, { text, textFormat: 'plain', ...change });
}

/** In the thread of a channel, with the mention that Teams asks for there. */
export function aChannelMessage(serviceUrl: string, text: string, change: Json = {}): Json {
  return anActivity(serviceUrl, {
    text: `<at>${BOT.name}</at>&nbsp;${text}`,
    conversation: {
      id: '19:general@thread.tacv2;messageid=1700000000000',
      conversationType: 'channel',
      isGroup: true,
      tenantId: TENANT,
    },
    channelData: {
      tenant: { id: TENANT },
      team: { id: '19:team@thread.tacv2' },
      channel: { id: '19:general@thread.tacv2' },
    },
    entities: [{ type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` }],
    ...change,
  });
}

/** A pressed `Action.Execute`. */
export function aPress(serviceUrl: string, data: Json, change: Json = {}): Json {
  return anActivity(serviceUrl, {
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: '1700000000001',
    value: { action: { type: 'Action.Execute', verb: 'press', data }, trigger: 'manual' },
    ...change,
  });
}

/** What an older client makes of the same button. */
export function aSubmit(serviceUrl: string, data: Json, change: Json = {}): Json {
  return anActivity(serviceUrl, { value: data, replyToId: '1700000000001', ...change });
}

export function anInstallation(serviceUrl: string, change: Json = {}): Json {
  return anActivity(serviceUrl, { type: 'installationUpdate', action: 'add', ...change });
}

export function botAdded(serviceUrl: string, change: Json = {}): Json {
  return anActivity(serviceUrl, { type: 'conversationUpdate', membersAdded: [BOT, TANAKA], ...change });
}
