import type { Activity } from 'botbuilder';

import { Identify, type IdentifyParts } from '../../../../bots/turn/steps/identify';
import { aMessage } from '../../../support/teamsActivities';

const SERVICES = {
  access: { grantOf: () => ({ role: 'viewer', may: () => true }) },
  settings: { of: async () => ({}) },
} as unknown as IdentifyParts['services'];

async function turnIdOf(change: Record<string, unknown>): Promise<string> {
  const activity = aMessage('https://smba.example/', 'status vm-01', change) as unknown as Activity;
  const defaults = { defaultLanguage: 'en', defaultTimeZone: 'UTC' } as const;
  const { ask } = await new Identify({ services: SERVICES, defaults, roster: null }).anybody(activity);
  return ask.turnId;
}

describe('the id of a turn', () => {
  it('when the same activity comes again, to whatever process, then it is the same', async () => {
    const id = await turnIdOf({ id: 'm1', timestamp: '2026-11-22T17:00:00.000Z' });

    expect(await turnIdOf({ id: 'm1', timestamp: '2026-11-22T17:00:30.000Z' })).toBe(id);
    expect(id).toBe('2b228ca2f4d4'); // The next version must find what this one began.
  });

  it('when the activity or its conversation is another, then it is another', async () => {
    const conversation = { id: 'a:personal-sato', conversationType: 'personal' };
    const ids = await Promise.all([
      turnIdOf({ id: 'm1' }),
      turnIdOf({ id: 'm2' }),
      turnIdOf({ id: 'm1', conversation }),
    ]);

    expect(new Set(ids).size).toBe(3);
  });

  it('when an activity has no id, then it is another each time', async () => {
    expect(await turnIdOf({ id: '' })).not.toBe(await turnIdOf({ id: '' }));
  });
});
