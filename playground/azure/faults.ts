import { errorAnswer, type SimulatedAnswer } from './answers';
import { chance } from './chance';

/** The server errors that polls of the recorded jobs met; 8 % of the jobs met one or more (docs/azure.md). */
const FAULTS: readonly SimulatedAnswer[] = [
  errorAnswer(
    500,
    'InternalServerError',
    "Encountered internal server error. Diagnostic information: timestamp '20260105T000000Z'.",
  ),
  errorAnswer(
    500,
    'RestApiInternalError',
    'The REST API call encountered an internal error. Wait for a few minutes and then try the operation again. If the issue persists, please contact Microsoft support.',
  ),
  errorAnswer(500, 'CloudStorageUnexpectedError', ''),
  errorAnswer(
    504,
    'GatewayTimeout',
    "The gateway did not receive a response from 'Microsoft.RecoveryServices' within the specified time period.",
  ),
];

/** Draws a failure for a share `rate` (0 to 1) of the requests, else null. The same seed gives the same failures. */
export function createFaults(rate: number, seed: number): () => SimulatedAnswer | null {
  const next = chance(`${seed}/faults`);
  return () => (rate > 0 && next() < rate ? (FAULTS[Math.floor(next() * FAULTS.length)] ?? null) : null);
}
