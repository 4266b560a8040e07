import { z } from 'zod';

import { DAY_MS } from '../../services/platform/durations';
import { badFilter, errorAnswer, notFound, paged, type SimulatedAnswer } from './answers';
import { dialectOf } from './dialect';
import { agrees, filterWindow, parseFilter } from './filter';
import { withItem, withVault } from './find';
import type { FleetVm } from './fleet';
import { containerBody, itemBody } from './itemBody';
import { containerName, containerShortName, itemPath, vmId } from './names';
import { accepted } from './operationAnswers';
import { pointBody } from './pointBody';
import { listedPoints, type Point } from './points';
import { RETENTION_DAYS } from './policies';
import type { RouteRequest, World } from './world';

/** GET backupProtectedItems, soft-deleted ones included. */
export function listItems(world: World, asked: RouteRequest): SimulatedAnswer {
  const terms = parseFilter(asked.url.searchParams.get('$filter'));
  if (!terms) return badFilter();
  return withVault(world, asked, (vault) => {
    const rows = world.fleet.vms.filter(
      (vm) =>
        vm.vault === vault &&
        agrees(terms, {
          backupmanagementtype: 'AzureIaasVM',
          itemtype: 'VM',
          policyname: vm.life === 'softDeleted' ? '' : vm.policy.name,
          friendlyname: vm.name,
          containername: containerShortName(vm),
          healthstate: 'Passed',
          fabricname: 'Azure',
        }),
    );
    return paged(rows, asked, (vm) => bodyOf(vm, world, asked));
  });
}

/** GET the item; with `extendedInfo` for `expand eq 'extendedinfo'`. */
export function getItem(world: World, asked: RouteRequest): SimulatedAnswer {
  return withItem(world, asked, (vm) => ({ status: 200, body: bodyOf(vm, world, asked) }));
}

/** GET the VM itself, of Microsoft.Compute. */
export function getVm({ fleet }: World, { params }: RouteRequest): SimulatedAnswer {
  const { group = '', vm: name = '' } = params;
  const isIt = (vm: FleetVm): boolean =>
    vm.name.toLowerCase() === name.toLowerCase() && vm.resourceGroup.toLowerCase() === group.toLowerCase();
  const found = fleet.vms.find(isIt);
  if (!found)
    return notFound(
      'ResourceNotFound',
      `The Resource 'Microsoft.Compute/virtualMachines/${name}' under resource group '${group}' was not found.`,
    );
  const { vault, tags, os } = found;
  return {
    status: 200,
    body: {
      name: found.name,
      id: vmId(found),
      type: 'Microsoft.Compute/virtualMachines',
      location: vault.location,
      tags,
      properties: { provisioningState: 'Succeeded', storageProfile: { osDisk: { osType: os } } },
    },
  };
}

/** GET backupProtectionContainers. */
export function listContainers(world: World, asked: RouteRequest): SimulatedAnswer {
  const terms = parseFilter(asked.url.searchParams.get('$filter'));
  if (!terms) return badFilter();
  return withVault(world, asked, (vault) => {
    const rows = world.fleet.vms.filter(
      (vm) =>
        vm.vault === vault &&
        agrees(terms, { backupmanagementtype: 'AzureIaasVM', status: 'Registered', friendlyname: vm.name }),
    );
    return paged(rows, asked, (vm) => containerBody(vm, asked.vaultPath));
  });
}

/** GET the container. */
export function getContainer(world: World, asked: RouteRequest): SimulatedAnswer {
  return withVault(world, asked, (vault) => {
    const wanted = asked.params['container']?.toLowerCase();
    const found = world.fleet.vms.find((vm) => vm.vault === vault && containerName(vm).toLowerCase() === wanted);
    return found
      ? { status: 200, body: containerBody(found, asked.vaultPath) }
      : notFound('NotFound', 'The container was not found.');
  });
}

/** GET recoveryPoints, newest first. `startDate` and `endDate` are a window, as for jobs. */
export function listPoints(world: World, asked: RouteRequest): SimulatedAnswer {
  const terms = parseFilter(asked.url.searchParams.get('$filter'));
  const window = terms && filterWindow(terms, 'startdate', 'enddate');
  if (!window) return badFilter();
  return withItem(world, asked, (vm) => {
    const rows = points(vm, world, asked).filter(({ atMs }) => atMs >= window[0] && atMs <= window[1]);
    return paged(rows, asked, (point) => pointBodyOf(point, asked));
  });
}

/** GET recoveryPoints/{point}. */
export function getPoint(world: World, asked: RouteRequest): SimulatedAnswer {
  return withItem(world, asked, (vm) => {
    const found = points(vm, world, asked).find(({ id }) => id === asked.params['point']);
    return found
      ? { status: 200, body: pointBodyOf(found, asked) }
      : notFound('NotFound', 'The recovery point was not found.');
  });
}

const BACKUP_REQUEST = z.object({
  properties: z.object({
    objectType: z.literal('IaasVMBackupRequest'),
    recoveryPointExpiryTimeInUTC: z.iso.datetime({ offset: true, local: true }).optional(),
  }),
});

/**
 * POST backup: 202 even if another backup of the VM runs; then the job fails. No refusal of this call is recorded. The
 * code for a soft-deleted item is the one that was recorded for deleting such an item.
 */
export function postBackup(world: World, asked: RouteRequest): SimulatedAnswer {
  return withItem(world, asked, (vm) => {
    const request = BACKUP_REQUEST.safeParse(asked.body);
    if (!request.success) return errorAnswer(400, 'BadRequest', 'The request body is not a backup request.');
    if (vm.life === 'softDeleted') {
      return errorAnswer(400, 'BMSUserErrorDataSourceInDeferredDeleteState', 'The item is in the soft deleted state.');
    }
    const expiry = request.data.properties.recoveryPointExpiryTimeInUTC;
    const expiryMs = expiry === undefined ? asked.nowMs + RETENTION_DAYS * DAY_MS : utcMs(expiry);
    const plan = world.ledger.trigger(vm, expiryMs, asked.nowMs);
    return accepted(world.operations.begin(asked.nowMs, plan.id), `${asked.vaultPath}${itemPath(vm)}`, asked);
  });
}

/** A time without a zone is UTC, as the field's name says. */
function utcMs(text: string): number {
  return Date.parse(/Z$|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`);
}

function bodyOf(vm: FleetVm, world: World, asked: RouteRequest): Record<string, unknown> {
  const { vaultPath, origin, nowMs } = asked;
  const expanded = /expand\s+eq\s+'extendedinfo'/i.test(asked.url.searchParams.get('$filter') ?? '');
  const known = { ledger: world.ledger, points: points(vm, world, asked) };
  return itemBody(vm, known, { vaultPath, origin, nowMs, startMs: world.startMs, expanded });
}

function points(vm: FleetVm, world: World, { nowMs }: RouteRequest): Point[] {
  return listedPoints(vm, world.ledger, { listed: world.points, nowMs });
}

function pointBodyOf(point: Point, { vaultPath, url }: RouteRequest): Record<string, unknown> {
  return pointBody(point, vaultPath, dialectOf(url.searchParams.get('api-version') ?? ''));
}
