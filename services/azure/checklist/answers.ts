import { createHash } from 'node:crypto';

import { z } from 'zod';

import { idKey } from '../../backup/ids';
import { OperatorError } from '../../platform/errors';

/** What `npm run checklist` writes as the first field of its file, and the version of what follows. */
export const CHECKLIST_FORMAT = 'azure-backup-chatops checklist';
export const CHECKLIST_VERSION = 1;
export const CHECKLIST_BYTES_MAX = 1_000_000;

const seconds = z.number();
const count = z.int().min(0);
/** An event lies between two reads: the last that lacked it and the first that showed it, in seconds. */
const between = z.strictObject({ least: seconds.nullable(), most: seconds });
/** When a reader of recovery points or of the item sees a backup: while its job still runs, or with its end. */
const seen = z.strictObject({ when: z.enum(['beforeEnd', 'withEnd']), afterSnapshotS: between });
const refusal = z.strictObject({ status: z.int(), code: z.string().max(200) });
const page = z.strictObject({
  rows: count,
  nextLink: z.boolean(),
  /** What became of `$top=1`. */
  top: z.enum(['honoured', 'ignored', 'refused', 'unclear']),
});

/** The settled value of each question, by the question's id. */
const VALUES = {
  pointListed: seen,
  itemRecoveryPoint: seen,
  itemBackupTime: seen,
  graphStart: z.strictObject({ lagS: between }),
  graphEnd: z.strictObject({ lagS: between }),
  /** `residualS`: seconds after the tick of the grid that is nearest before or after it. */
  snapshotClock: z.strictObject({ snapshotS: seconds, retries: count, residualS: seconds }),
  endClock: z.strictObject({ afterSnapshotS: seconds, ticks: count, residualS: seconds }),
  /** `limit`: the highest number that the header showed; Azure may allow more. */
  readLimit: z.strictObject({ header: z.string().max(200), limit: z.int().min(1), countsDown: z.boolean() }),
  unauthorized: z.strictObject({ without: refusal.nullable(), broken: refusal.nullable() }),
  forbidden: z.strictObject({ ...refusal.shape, namesAction: z.boolean() }),
  paging: z.strictObject({ jobs: page, items: page, points: page }),
  /** How far Azure's clock is ahead of this machine's, and how exactly that is known. */
  skew: z.strictObject({ aheadS: seconds, withinS: seconds }),
} as const;

export type AnswerId = keyof typeof VALUES;
export type Value<Id extends AnswerId> = z.output<(typeof VALUES)[Id]>;

export const ANSWER_IDS = Object.keys(VALUES) as readonly AnswerId[];

/** One raw fact: a name and plain values, among them its time. */
export type EvidenceFact = Readonly<Record<string, string | number | boolean | null>>;

const answer = z.strictObject({
  id: z.enum(ANSWER_IDS),
  question: z.string().max(500),
  done: z.string().max(1_000),
  at: z.iso.datetime(),
  settled: z.boolean(),
  value: z.unknown().optional(),
  why: z.string().max(2_000).optional(),
  evidence: z
    .array(z.record(z.string().max(100), z.union([z.string().max(4_000), z.number(), z.boolean(), z.null()])))
    .max(500),
});

const checklist = z.strictObject({
  format: z.literal(CHECKLIST_FORMAT),
  version: z.literal(CHECKLIST_VERSION),
  writtenAt: z.iso.datetime(),
  /** How the run that wrote it ended. */
  run: z.enum(['ended', 'interrupted', 'running']),
  /** `subscriptionMark` of the subscription. */
  subscription: z.string().regex(/^subscription-[0-9a-f]{16}$/),
  /** `local`: an Azure on the same machine, such as the simulated one. */
  azure: z.enum(['live', 'local']),
  /** `kept`: with the real names and ids (--full). */
  names: z.enum(['replaced', 'kept']),
  answers: z.array(answer).max(ANSWER_IDS.length),
});

export type ChecklistAnswer = z.output<typeof answer>;
export type Checklist = z.output<typeof checklist>;

/** Names a subscription in a file that strangers may read: the same for the same id, and no way back to it. */
export function subscriptionMark(id: string): string {
  const hash = createHash('sha256')
    .update(`azure-backup-chatops subscription ${idKey(id)}`)
    .digest('hex');
  return `subscription-${hash.slice(0, 16)}`;
}

/** The value of a settled answer; null if it is not settled. */
export function valueOf<Id extends AnswerId>({ answers }: Pick<Checklist, 'answers'>, id: Id): Value<Id> | null {
  const found = answers.find((one) => one.id === id && one.settled);
  return found ? (VALUES[id].parse(found.value) as Value<Id>) : null;
}

/** Throws OperatorError, with what to do, for a text that is no file of the checklist that this version reads. */
export function parseChecklist(text: string, name: string): Checklist {
  const refuse = (why: string): never => {
    throw new OperatorError(`${name}: ${why}; write a new one with npm run checklist.`);
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('the file is no JSON');
  }
  const { format, version } =
    z.object({ format: z.unknown(), version: z.unknown() }).partial().safeParse(json).data ?? {};
  if (format !== CHECKLIST_FORMAT) return refuse('the file was not written by npm run checklist');
  if (typeof version === 'number' && version > CHECKLIST_VERSION)
    throw new OperatorError(`${name}: a newer version of the bot wrote the file (format ${version}); update the bot.`);
  const read = checklist.safeParse(json);
  if (!read.success) return refuse(`the file is damaged (${placeOf(read.error)})`);
  const broken = read.data.answers.find(({ id, settled, value }) => settled && !VALUES[id].safeParse(value).success);
  if (broken) return refuse(`the file is damaged (answers, ${broken.id})`);
  return read.data;
}

function placeOf({ issues }: z.ZodError): string {
  const path = issues[0]?.path.join(', ') ?? '';
  return path === '' ? 'its shape' : path;
}
