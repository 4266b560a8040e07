import type { Activity } from 'botbuilder';
import { z } from 'zod';

const ID_MAX = 2_000;
/**
 * An id becomes part of the connector's addresses, where `..` would lead elsewhere. It also becomes part of a header of
 * botbuilder's, which holds ASCII alone.
 */
const id = z
  .string()
  .max(ID_MAX)
  .regex(/^(?!\.{1,2}(?:;|$))[\x20-\x7e]+$/);
const record = z.looseObject({});
const account = z.looseObject({ id, name: z.string().nullish(), aadObjectId: z.string().nullish() });

/** The fields of an activity that the bot reads. Other fields pass unchecked. */
const activitySchema = z.looseObject({
  type: id,
  id: id.optional(),
  channelId: id,
  serviceUrl: id,
  conversation: z.looseObject({
    id,
    tenantId: z.string().nullish(),
    conversationType: z.string().nullish(),
    isGroup: z.boolean().nullish(),
  }),
  from: account.nullish(),
  recipient: account.nullish(),
  text: z.string().nullish(),
  locale: z.string().nullish(),
  localTimezone: z.string().nullish(),
  channelData: z.looseObject({ team: z.looseObject({ id: id.nullish() }).nullish() }).nullish(),
  entities: z.array(record).nullish(),
  attachments: z.array(record).nullish(),
  membersAdded: z.array(account).nullish(),
  membersRemoved: z.array(account).nullish(),
});

/** Activities of these types come from a person, who must be named. */
const PERSONAL: readonly string[] = ['message', 'messageUpdate', 'invoke'];

/** JSON.parse reads any depth; what writes or compares an activity later calls itself once per level. */
const DEPTH_MAX = 100;

type ReadActivity = { readonly activity: Activity } | { readonly problem: string };

/** The activity in a request's body, or one sentence about its first fault. */
export function readActivity(body: string): ReadActivity {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { problem: 'The body is not JSON.' };
  }
  if (isDeeper(value, DEPTH_MAX)) return { problem: 'The body is nested too deeply.' };
  const read = activitySchema.safeParse(value);
  if (!read.success) {
    const path = read.error.issues[0]?.path.map(String).join('.') ?? '';
    return {
      problem: path === '' ? 'The body is not an activity.' : `The activity's ${path} is missing or of a wrong type.`,
    };
  }
  if (PERSONAL.includes(read.data.type) && !read.data.from)
    return { problem: "The activity's from is missing or of a wrong type." };
  // The schema checked the fields above. botbuilder's type promises more than channels send, such as Date timestamps.
  return { activity: read.data as unknown as Activity };
}

function isDeeper(value: unknown, max: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= max && level.length > 0; depth += 1)
    level = level.flatMap((one): unknown[] => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  return level.length > 0;
}
