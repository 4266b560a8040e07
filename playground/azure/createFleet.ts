import { OperatorError } from '../../services/platform/errors';
import type { Fleet } from './fleet';
import { gridFleet, largeFleet } from './gridFleet';
import { smallFleet } from './smallFleet';

export type FleetName = 'small' | 'large' | `${number}x${number}` | `${number}x${number}x${number}`;

const VMS_MAX = 20_000;

/**
 * The fleet `small`, `large`, `<vaults>x<VMs each>` or `<subscriptions>x<vaults each>x<VMs each>`, with vm-01 and vm-02
 * idle at `startMs`. Throws OperatorError for any other name and for more than 20,000 VMs.
 */
export function createFleet(name: string, startMs: number): Fleet {
  if (name === 'small') return smallFleet(startMs);
  if (name === 'large') return largeFleet(startMs);
  const [, subscriptions = '1', vaults, each] = /^(?:([1-9]\d{0,2})x)?([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(name) ?? [];
  const grid = { subscriptions: Number(subscriptions), vaults: Number(vaults), each: Number(each) };
  if (!(grid.subscriptions * grid.vaults * grid.each <= VMS_MAX)) {
    throw new OperatorError(
      `SIMULATOR_FLEET is "${name.slice(0, 40)}", but must be small, large or <vaults>x<VMs each> (or <subscriptions>x<vaults>x<VMs>) with at most ${VMS_MAX} VMs, e.g. 20x50`,
    );
  }
  return gridFleet(startMs, grid);
}
