import { AzureError, type Reading } from '../services/backup/vaults';

/** The reading, or the AzureError with which it failed. Rejects with any other error. */
export async function attempt<T>(reading: Promise<Reading<T>>): Promise<Reading<T> | AzureError> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AzureError) return error;
    throw error;
  }
}

/** Whether the result of `attempt` is a reading. */
export function isRead<T>(read: Reading<T> | AzureError): read is Reading<T> {
  return !(read instanceof AzureError);
}
