import { randomBytes } from 'node:crypto';

import { notFound, type SimulatedAnswer } from './answers';
import { isOver, type Operation } from './operations';
import { timeText, UNSET } from './times';
import type { RouteRequest, World } from './world';

/** Retry-After of a pending operation, in seconds. */
const RETRY_AFTER_S = '60';

/** 202 for an operation started below `path`, encoded for the header: a resource group may have a Japanese name. */
export function accepted({ id }: Operation, path: string, { origin, url }: RouteRequest): SimulatedAnswer {
  const version = url.searchParams.get('api-version') ?? '';
  const link = (kind: string): string =>
    `${origin}${encodeURI(path)}/${kind}/${id}?api-version=${version}${signature()}`;
  return {
    status: 202,
    headers: {
      'azure-asyncoperation': link('operationsStatus'),
      location: link('operationResults'),
      'retry-after': RETRY_AFTER_S,
    },
  };
}

/** backupOperations/{id} and operationsStatus/{id}. `Succeeded` only means that the job was created. */
export function operationStatus({ operations }: World, { params, nowMs }: RouteRequest): SimulatedAnswer {
  const operation = operations.get(params['operation'] ?? '');
  if (!operation) return unknownOperation();
  const over = isOver(operation, nowMs);
  const { id, startMs, jobId } = operation;
  return {
    status: 200,
    body: {
      id,
      name: id,
      status: over ? 'Succeeded' : 'InProgress',
      startTime: timeText(startMs),
      endTime: over ? timeText(startMs) : UNSET,
      ...(over && jobId !== null && { properties: { objectType: 'OperationStatusJobExtendedInfo', jobId } }),
    },
  };
}

/** backupOperationResults/{id} and operationResults/{id}: 202 while pending, then 204. */
export function operationResult({ operations }: World, { params, nowMs, origin, url }: RouteRequest): SimulatedAnswer {
  const operation = operations.get(params['operation'] ?? '');
  if (!operation) return unknownOperation();
  if (isOver(operation, nowMs)) return { status: 204 };
  return { status: 202, headers: { location: `${origin}${url.pathname}${url.search}`, 'retry-after': RETRY_AFTER_S } };
}

function unknownOperation(): SimulatedAnswer {
  return notFound('ResourceNotFound', 'The operation was not found.');
}

/** Since 2024 both URLs hold a signature, which makes a header of more than 3 KB. */
function signature(): string {
  const text = (length: number): string => randomBytes(length).toString('base64url').slice(0, length);
  return `&t=638732968751997467&c=${text(2575)}&s=${text(342)}&h=${text(43)}`;
}
