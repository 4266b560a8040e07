import { DatabaseError } from '../../../services/platform/errors';
import { asDatabaseError } from '../../../services/store/databaseError';

const withCode = (code: string): Error => Object.assign(new RangeError('secret'), { code });

it.each([
  'ECONNREFUSED',
  'EPIPE',
  'EAI_AGAIN',
  '57P01',
  '08006',
  '53100',
  '25006',
  '25P03',
  '40001',
  '40P01',
  'SQLITE_FULL',
  'SQLITE_IOERR_WRITE',
])('when the database fails with %s, then that is said, without its words', (code) => {
  const error = asDatabaseError(withCode(code));
  expect(error).toBeInstanceOf(DatabaseError);
  expect(error).toMatchObject({ code, message: expect.not.stringContaining('secret') });
});

it.each([
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
])('when pg says “%s”, which has no code, then the connection was lost', (words) => {
  expect(asDatabaseError(new RangeError(words))).toMatchObject({ name: 'DatabaseError', code: 'ConnectionLost' });
});

it.each([
  withCode('23505'),
  withCode('42703'),
  withCode('SQLITE_CONSTRAINT'),
  new TypeError('a fault of ours'),
  'no error',
  null,
])('when it is a fault of ours (%s), then it stays what it is', (error) => {
  expect(asDatabaseError(error)).toBe(error);
});
