import { enqueue } from '../../services/notify/enqueue/enqueue';
import { nightOf } from '../../services/notify/grouping/night';
import { draftFromJson } from '../../services/notify/messageJson';
import { randomFrom } from '../../simulation/random';
import { MemoryStore } from '../support/memoryTables';
import { everybody, failureOf, NIGHT, noticeOf, watchOf } from '../support/notifySamples';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ZONE = 'Asia/Tokyo';

/** Contract of quiet nights over generated days; `npm test` runs some, `npm run test:ci` a year. */
export function describeQuietDays(days: number): void {
  describe.each([
    ['failures', 300],
    ['progress', 30], // Here every good end is a message, so fewer VMs are enough.
  ] as const)(`${days} days with 1 %% failures, watched with %s, %s VMs`, (level, vms) => {
    it('then a channel has at most one toast a night, 7 a week', async () => {
      const { tables, state } = new MemoryStore();
      await tables.watches.put(watchOf({ level, timeZone: ZONE }));
      const random = randomFrom(7);
      const toasts = new Map<string, number>();
      for (let day = 0; day < days; day += 1) {
        for (let vm = 0; vm < vms; vm += 1) {
          const told = { vm: `vm-${vm}`, atMs: NIGHT + day * DAY + vm * MINUTE };
          const isFailed = random.chance(0.01);
          const notice = isFailed
            ? failureOf(told.vm, told.atMs, `E${random.between(1, 4)}`)
            : noticeOf({ ...told, job: `${told.vm}@${told.atMs}` });
          await enqueue(tables, [notice], everybody);
        }
        for (const { body, update, createdMs } of state.rows.values()) {
          if (update || !draftFromJson(body).alert) continue;
          const night = nightOf(createdMs, ZONE);
          toasts.set(night, (toasts.get(night) ?? 0) + 1);
        }
        state.rows.clear();
        state.notices.clear();
      }
      expect(toasts.size).toBeGreaterThan(days / 8);
      expect(Math.max(...toasts.values())).toBe(1);
    });
  });
}
