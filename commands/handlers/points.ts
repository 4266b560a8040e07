import { asOf } from '../../protocol/asOf';
import { finding } from '../../services/backup/consistency';
import { isRead } from '../../views/attempt';
import { readPointsAndPolicy } from '../../views/vmReadings';
import { type Handler, outcome } from '../handler';
import { forVm } from '../lookup/vm';

/** Lists the VM's recovery points with the consistency of each, newest first. */
export const points: Handler<'points'> = ({ vm: typed }, context) =>
  forVm({ typed, role: 'viewer', commandFor: (vm) => ({ kind: 'points', vm }) }, context, async (item) => {
    const { points: list, policy } = await readPointsAndPolicy(item, context.services);
    if (!isRead(list)) throw list;
    const judged = list.value.map((point) => finding(point, isRead(policy) ? policy.value : null));
    return outcome({ kind: 'points', item, points: judged, ...asOf(list) });
  });
