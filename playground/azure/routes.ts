import { listPermissions } from './authorization';
import {
  getContainer,
  getItem,
  getPoint,
  getVm,
  listContainers,
  listItems,
  listPoints,
  postBackup,
} from './itemRoutes';
import { getJob, listJobs, postCancel } from './jobRoutes';
import { operationResult, operationStatus } from './operationAnswers';
import { queryResources } from './resourceGraph';
import { JOB_READS } from './throttle';
import {
  getPolicy,
  getSubscription,
  getVault,
  listPolicies,
  listSubscriptions,
  listTenants,
  listVaults,
} from './vaultRoutes';
import type { Route } from './world';

const SUBSCRIPTION = 'subscriptions/{subscription}';
const VAULTS = 'providers/microsoft.recoveryservices/vaults';
const VAULT = `${SUBSCRIPTION}/resourcegroups/{group}/${VAULTS}/{vault}`;
const CONTAINER = `${VAULT}/backupfabrics/{fabric}/protectioncontainers/{container}`;
const ITEM = `${CONTAINER}/protecteditems/{item}`;
const PROVIDER = 'Microsoft.RecoveryServices/vaults';
const ITEM_ACTION = `${PROVIDER}/backupFabrics/protectionContainers/protectedItems`;
const GET = 'GET' as const;
const POST = 'POST' as const;

/** The requests of the bot, its tools, the bench and `az backup`. Any other path is a 404. */
const ROUTES: readonly Route[] = [
  { method: GET, path: 'tenants', action: 'Microsoft.Resources/tenants/read', answer: listTenants },
  { method: GET, path: 'subscriptions', action: 'Microsoft.Resources/subscriptions/read', answer: listSubscriptions },
  { method: GET, path: SUBSCRIPTION, action: 'Microsoft.Resources/subscriptions/read', answer: getSubscription },
  { method: GET, path: `${SUBSCRIPTION}/${VAULTS}`, action: `${PROVIDER}/read`, answer: listVaults },
  {
    method: GET,
    path: `${SUBSCRIPTION}/resourcegroups/{group}/${VAULTS}`,
    action: `${PROVIDER}/read`,
    answer: listVaults,
  },
  {
    method: GET,
    path: `${SUBSCRIPTION}/resourcegroups/{group}/providers/microsoft.compute/virtualmachines/{vm}`,
    action: 'Microsoft.Compute/virtualMachines/read',
    answer: getVm,
  },
  { method: GET, path: VAULT, action: `${PROVIDER}/read`, answer: getVault },
  {
    method: POST,
    path: 'providers/microsoft.resourcegraph/resources',
    action: 'Microsoft.ResourceGraph/resources/read',
    answer: queryResources,
  },
  {
    method: GET,
    path: `${VAULT}/providers/microsoft.authorization/permissions`,
    action: 'Microsoft.Authorization/permissions/read',
    answer: listPermissions,
  },
  {
    method: GET,
    path: `${VAULT}/backupprotecteditems`,
    action: `${PROVIDER}/backupProtectedItems/read`,
    answer: listItems,
  },
  {
    method: GET,
    path: `${VAULT}/backupprotectioncontainers`,
    action: `${PROVIDER}/backupProtectionContainers/read`,
    answer: listContainers,
  },
  {
    method: GET,
    path: CONTAINER,
    action: `${PROVIDER}/backupFabrics/protectionContainers/read`,
    answer: getContainer,
  },
  { method: GET, path: ITEM, action: `${ITEM_ACTION}/read`, answer: getItem },
  { method: POST, path: `${ITEM}/backup`, action: `${ITEM_ACTION}/backup/action`, answer: postBackup },
  { method: GET, path: `${ITEM}/recoverypoints`, action: `${ITEM_ACTION}/recoveryPoints/read`, answer: listPoints },
  {
    method: GET,
    path: `${ITEM}/recoverypoints/{point}`,
    action: `${ITEM_ACTION}/recoveryPoints/read`,
    answer: getPoint,
  },
  {
    method: GET,
    path: `${ITEM}/operationsstatus/{operation}`,
    action: `${ITEM_ACTION}/operationsStatus/read`,
    answer: operationStatus,
  },
  {
    method: GET,
    path: `${ITEM}/operationresults/{operation}`,
    action: `${ITEM_ACTION}/operationResults/read`,
    answer: operationResult,
  },
  { method: GET, path: `${VAULT}/backupjobs`, action: JOB_READS, answer: listJobs },
  { method: GET, path: `${VAULT}/backupjobs/{job}`, action: JOB_READS, answer: getJob },
  {
    method: POST,
    path: `${VAULT}/backupjobs/{job}/cancel`,
    action: `${PROVIDER}/backupJobs/cancel/action`,
    answer: postCancel,
  },
  {
    method: GET,
    path: `${VAULT}/backupjobs/{job}/operationsstatus/{operation}`,
    action: `${PROVIDER}/backupJobs/operationsStatus/read`,
    answer: operationStatus,
  },
  {
    method: GET,
    path: `${VAULT}/backupjobs/{job}/operationresults/{operation}`,
    action: `${PROVIDER}/backupJobs/operationResults/read`,
    answer: operationResult,
  },
  {
    method: GET,
    path: `${VAULT}/backupoperations/{operation}`,
    action: `${PROVIDER}/backupOperations/read`,
    answer: operationStatus,
  },
  {
    method: GET,
    path: `${VAULT}/backupoperationresults/{operation}`,
    action: `${PROVIDER}/backupOperationResults/read`,
    answer: operationResult,
  },
  { method: GET, path: `${VAULT}/backuppolicies`, action: `${PROVIDER}/backupPolicies/read`, answer: listPolicies },
  {
    method: GET,
    path: `${VAULT}/backuppolicies/{policy}`,
    action: `${PROVIDER}/backupPolicies/read`,
    answer: getPolicy,
  },
];

export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

const COMPILED = ROUTES.map((route) => ({ route, parts: route.path.split('/') }));

/** The route of a decoded path. Literal segments compare case-insensitively. */
export function matchRoute(method: string, segments: readonly string[]): RouteMatch | null {
  for (const { route, parts } of COMPILED) {
    if (route.method !== method || parts.length !== segments.length) continue;
    const params: Record<string, string> = {};
    const fits = parts.every((part, index) => {
      const segment = segments[index] ?? '';
      if (!part.startsWith('{')) return part === segment.toLowerCase();
      params[part.slice(1, -1)] = segment;
      return true;
    });
    if (fits) return { route, params };
  }
  return null;
}
