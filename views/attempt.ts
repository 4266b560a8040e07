import { AzureError, type Reading } from '../services/backup/vaults';

/** What a failed reading leaves: the reading, or why there is none. Anything but AzureError passes through. */
export async function attempt<T>(reading: Promise<Reading<T>>): Promise<Reading<T> | AzureError> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AzureError) return error;
    throw error;
  }
}

/** Whether `attempt` got a reading. */
export function isRead<T>(read: Reading<T> | AzureError): read is Reading<T> {
  return !(read instanceof AzureError);
}
