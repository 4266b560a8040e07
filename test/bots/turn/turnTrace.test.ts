import type { Activity } from 'botbuilder';

import { turnIdOf, turnTraceId } from '../../../bots/turn/turnTrace';
import { untraced } from '../../../services/platform/trace';

const activity = (id?: string, conversation = 'c'): Activity =>
  ({ id, conversation: { id: conversation } }) as Activity;

it('when an activity is delivered again, in any process, then its trace and its turn have the same ids', () => {
  expect(turnTraceId(activity('1'))).toBe(turnTraceId(activity('1')));
  expect(turnTraceId(activity('1'))).toMatch(/^[\da-f]{32}$/);
  expect(new Set([activity('1'), activity('2'), activity('1', 'd')].map(turnTraceId)).size).toBe(3);
});

it("when somebody reads an apology's id, then the trace and the log's lines begin with it", async () => {
  expect(turnTraceId(activity('1'))?.startsWith(turnIdOf(activity('1')))).toBe(true);
  const traceId = 'ab'.repeat(16);
  expect(await untraced({ name: 'a', kind: 'server', traceId }, async () => turnIdOf(activity()))).toBe('abababababab');
  expect(turnIdOf(activity())).toMatch(/^[\da-f]{12}$/);
});
