import type { Activity } from 'botbuilder';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

import { Admission } from '../bots/http/admission';
import { createGuard, type Guard } from '../bots/http/guard';
import { createClock } from '../services/platform/clock';
import { startChild, startProbed } from './processes';
import { openQuestionChannel } from './questionChannel';

const WARM = 200;
const STATUS_QUESTIONS = 500;
const PASSES = 5_000;
const APP_ID = '00000000-0000-4000-8000-0000000000bb';
const TENANT = '00000000-0000-4000-8000-0000000000aa';
const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';

/** Of one message, ms. */
interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

/** What the door costs a message in teams mode, by what a `status` costs without it: ratios of one run. */
async function main(): Promise<void> {
  const [status, door] = [await costOfStatus(), await costOfDoor()];
  const percent = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(1)} %`;
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  const rows = [
    '| of one message | door | `status` | ratio | goal |',
    '| --- | --- | --- | --- | --- |',
    `| time, median | ${ms(door.wall)} | ${ms(status.wall)} | ${percent(door.wall, status.wall)} | ≤ 5 % |`,
    `| CPU | ${ms(door.cpu)} | ${ms(status.cpu)} | ${percent(door.cpu, status.cpu)} | ≤ 5 % |`,
  ];
  process.stdout.write(`${rows.join('\n')}\n`);
}

/** One after the other, over HTTP, with Azure simulated in a process of its own. */
async function costOfStatus(): Promise<Cost> {
  const channel = await openQuestionChannel();
  const arm = await startChild('playground/azure/main.js', {
    ...{ SIMULATOR_PORT: '0', SIMULATOR_FLEET: '1x20', SIMULATOR_JOB_READS: '0', CLOCK_SPEED: '1' },
  });
  const child = await startProbed('bench/probedBot.js', {
    ...{ PORT: '0', CLOCK_SPEED: '1', AZURE_RESOURCE_MANAGER_URL: arm.url, AZURE_JOB_READS_PER_HOUR: '1000000' },
  });
  const ask = async (count: number): Promise<number[]> => {
    const times: number[] = [];
    for (let i = 0; i < count; i += 1) {
      const vm = `vm-${String((i % 20) + 1).padStart(3, '0')}`;
      times.push((await channel.ask(child.url, `status ${vm}`)).ms);
    }
    return times;
  };
  await ask(WARM);
  const before = child.cpuSeconds();
  const wall = median(await ask(STATUS_QUESTIONS));
  const cpu = ((child.cpuSeconds() - before) * 1_000) / STATUS_QUESTIONS;
  await child.stop();
  await arm.stop();
  channel.close();
  return { wall, cpu };
}

/** From the header to the slot, one after the other: token, admission, tenant, service URL. */
async function costOfDoor(): Promise<Cost> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { jwk: await exportJWK(publicKey), endorsements: ['msteams'] };
  const clock = createClock();
  const channel = { type: 'UserAssignedMSI', appId: APP_ID, password: null, tenantId: TENANT } as const;
  const keys = { find: async () => key };
  const guard = createGuard({
    config: { channel },
    keys,
    clock,
    tenants: () => [TENANT],
    noteStranger: () => undefined,
  });
  const token = await new SignJWT({ serviceurl: SERVICE_URL })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setIssuer('https://api.botframework.com')
    .setAudience(APP_ID)
    .setNotBefore('-1 minute')
    .setExpirationTime('1 hour')
    .sign(privateKey);
  const pass = passOf(guard, new Admission({ clock }), `Bearer ${token}`);
  for (let i = 0; i < WARM; i += 1) await pass();
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < PASSES; i += 1) {
    const began = performance.now();
    await pass();
    times.push(performance.now() - began);
  }
  const { user, system } = process.cpuUsage(before);
  return { wall: median(times), cpu: (user + system) / 1_000 / PASSES };
}

function passOf(guard: Guard, admission: Admission, authorization: string): () => Promise<void> {
  const activity = {
    ...{ channelId: 'msteams', serviceUrl: SERVICE_URL, channelData: { tenant: { id: TENANT } } },
    conversation: { id: 'a:1', tenantId: TENANT },
  } as unknown as Activity;
  return async () => {
    const entered = await admission.entering('192.0.2.1', () => guard.authenticate(authorization));
    const refusal = entered && 'caller' in entered ? guard.admitsActivity(activity, entered.caller) : entered;
    if (refusal !== null) throw new RangeError('the door refused an honest message');
    await admission.underWay(async () => undefined);
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

void main();
