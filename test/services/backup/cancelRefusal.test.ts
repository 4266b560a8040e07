import { isCancelRefusal } from '../../../services/backup/cancelRefusal';

it.each([
  ['UserErrorJobNotCancellable', ''],
  ['UserErrorJobNotCancelable', ''],
  ['CancellationNotSupported', ''],
  ['', "The job isn't in a cancelable state."],
  ['', 'The job is not in a cancelable state'],
  ['BadRequest', "Azure Backup can't cancel the job because it isn't in progress."],
  ['', 'Azure Backup can’t cancel the job because it isn’t in progress'],
  ['', "Cancellation isn't supported for this job type"],
])('%s, “%s”: the job is none that Azure cancels now', (code, says) => {
  expect(isCancelRefusal({ code, says })).toBe(true);
});

it.each([
  ['UserErrorJobSuccessfullyCancelled', 'Job is cancelled.'],
  ['UserErrorVaultMoving', 'The vault is being moved.'],
  ['OperationNotSupported', 'The operation is not supported.'],
  ['', ''],
])('%s, “%s”: it says something else', (code, says) => {
  expect(isCancelRefusal({ code, says })).toBe(false);
});
