import * as fc from 'fast-check';

import { NAUGHTY } from './naughty';
import {
  aChannelMessage,
  aMessage,
  anActivity,
  anInstallation,
  aPress,
  aSubmit,
  botAdded,
  type Json,
} from './teamsActivities';

/** Stands in an activity for lists within lists, deeper than any stack; `bodyOf` writes them. */
const DEEP = '@@deep@@';
const DEPTH = 60_000;

/** Without this machine's own address: in demo mode an answer would go there. */
const text = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(...NAUGHTY.filter((one) => one.length < 5_000 && !one.includes('127.0.0.1'))),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);

/** What may stand in the place of anything; undefined: the field is missing. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(undefined, null, '', ' ', 0, -1, 1e308, true, false, {}, [], [null], [[]]),
  },
  { weight: 3, arbitrary: text },
  { weight: 2, arbitrary: fc.object({ maxDepth: 3, maxKeys: 4, withNullPrototype: false }) },
  { weight: 1, arbitrary: fc.constantFrom(...[200, 5_000].map((count) => Array.from({ length: count }, () => ({})))) },
  { weight: 1, arbitrary: fc.constant(DEEP) },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(1_999), 'x'.repeat(2_001), 'x'.repeat(100_000)) },
);

/** A VM that is not there; changes of those that are there need a person's proper command. */
const vm = fc.oneof(fc.constant('vm-99'), text, anything);

/** What a button of somebody else's making carries. */
const command: fc.Arbitrary<unknown> = fc.oneof(
  fc.record(
    {
      kind: fc.oneof(
        fc.constantFrom(
          'help',
          'status',
          'job',
          'jobs',
          'points',
          'vms',
          'safe',
          'explain',
          'whoami',
          'audit',
          'settings',
        ),
        fc.constantFrom('cancel', 'watch', 'unwatch', 'watches', 'yes', 'no', 'constructor', '__proto__'),
        text,
      ),
      ...{ vm, id: text, text, topic: text, ids: fc.array(text, { maxLength: 3 }), restore: anything, level: anything },
      ...{
        target: fc.oneof(fc.record({ vm }), fc.record({ job: text }), anything),
        proposal: fc.oneof(text, anything),
      },
      ...{ scope: fc.oneof(fc.record({ vm }), fc.record({ vault: text }), anything), language: text, timeZone: text },
      ...{ lastHours: anything, lastDays: anything, when: anything, filter: anything },
    },
    { requiredKeys: ['kind'] },
  ),
  fc.record({
    kind: fc.constant('backupNow'),
    vms: fc.oneof(fc.array(vm, { maxLength: 60 }), anything),
    keepDays: anything,
  }),
  anything,
);

const data: fc.Arbitrary<Json> = fc.record(
  { command, card: anything, update: anything, extra: anything },
  { requiredKeys: ['command'] },
);

const LINES = [
  'status vm-01',
  'help',
  'backup now vm-99',
  'yes',
  'no',
  'jobs',
  'cancel vm-99',
  'whoami',
  'settings',
  'safe vm-01',
];
const line = fc.oneof(fc.constantFrom(...LINES), text);
const TYPES = [
  'messageUpdate',
  'messageDelete',
  'messageReaction',
  'typing',
  'event',
  'endOfConversation',
  'trace',
  'command',
];
const INVOKES = [
  'task/fetch',
  'composeExtension/query',
  'signin/verifyState',
  'fileConsent/invoke',
  'actionableMessage/executeAction',
];

/** An activity as Teams sends it, before it is changed. */
function whole(url: string): fc.Arbitrary<Json> {
  return fc.oneof(
    line.map((one) => aMessage(url, one)),
    line.map((one) => aChannelMessage(url, one)),
    line.map((one) =>
      aMessage(url, '', { attachments: [{ contentType: 'text/html', content: `<blockquote>${one}` }] }),
    ),
    data.map((one) => aPress(url, one)),
    data.map((one) => aSubmit(url, one)),
    // A client's own refresh, and an edit, run nothing that changes anything.
    fc.constantFrom(
      aPress(url, {}, { value: { action: { type: 'Action.Execute', data: BACKUP }, trigger: 'automatic' } }),
      anActivity(url, { type: 'messageUpdate', text: 'backup now vm-01', channelData: { eventType: 'editMessage' } }),
      aMessage(url, 'backup now vm-01', { channelData: { eventType: 'editMessage' } }),
      aMessage(url, '> backup now vm-01'),
    ),
    fc.constantFrom(...INVOKES).map((name) => aPress(url, {}, { name })),
    fc.constantFrom('add', 'remove', 'add-upgrade', 'other').map((action) => anInstallation(url, { action })),
    fc.constant(botAdded(url)),
    fc.tuple(fc.constantFrom(...TYPES), line).map(([type, one]) => anActivity(url, { type, text: one })),
  );
}

const BACKUP = { command: { kind: 'backupNow', vms: ['vm-01'] } };
/** Where a change may turn one of the above into a person's command. */
const GUARDS = /trigger|eventType|^type$|^text$|vms/;

interface Change {
  readonly at: number;
  readonly put: unknown;
  readonly key: string | null;
}

const change: fc.Arbitrary<Change> = fc.record({
  ...{ at: fc.nat(80), put: anything },
  key: fc.option(
    fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      'value',
      'replyToId',
      'timestamp',
      'localTimezone',
      'entities',
    ),
    { freq: 4 },
  ),
});

/** A request's body, and its activity's type. */
export interface Sent {
  readonly type: string;
  readonly body: string;
}

/** Activities with fields that are missing, wrong or too many; mostly few of them. */
export function activities(url: string): fc.Arbitrary<Sent> {
  return fc.tuple(whole(url), fc.array(change, { maxLength: 4 }), fc.uuid()).map(([activity, changes, id]) => ({
    type: String(activity['type']),
    body: bodyOf(changed({ ...activity, id }, changes)),
  }));
}

function changed(activity: Json, changes: readonly Change[]): Json {
  const copy = structuredClone(activity);
  for (const { at, put, key } of changes) {
    const places = placesIn(copy);
    const place = places[at % places.length];
    if (!place || GUARDS.test(key ?? place.key)) continue;
    // As JSON.parse makes it: a field of that name, not another prototype.
    Object.defineProperty(place.within, key ?? place.key, {
      value: structuredClone(put),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return copy;
}

interface Place {
  readonly within: object;
  readonly key: string;
}

function placesIn(value: unknown, depth = 0): readonly Place[] {
  if (typeof value !== 'object' || value === null || depth > 6) return [];
  return Object.entries(value).flatMap(([key, one]) => [{ within: value, key }, ...placesIn(one, depth + 1)]);
}

function bodyOf(activity: Json): string {
  return JSON.stringify(activity).replaceAll(`"${DEEP}"`, '['.repeat(DEPTH) + ']'.repeat(DEPTH));
}
