import { SECOND_MS } from '../../services/platform/durations';
import type { OutgoingActivity } from './activities';

/** Teams waits about 15 s for a bot (docs/teams.md). Here, the page then says that no answer came. */
const ANSWER_MS_MAX = 15 * SECOND_MS;

/** The bot's HTTP answer to an activity. `status` 0: no answer came, and `body` holds the reason. */
export interface BotAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Posts an activity to the bot. Never rejects. */
export async function deliver(botUrl: string, activity: OutgoingActivity): Promise<BotAnswer> {
  try {
    const response = await fetch(`${botUrl}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const text = await response.text();
    return { status: response.status, body: jsonOrText(text) };
  } catch (error) {
    return { status: 0, body: error instanceof Error ? error.message : String(error) };
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
