import { takeLeaks } from './planted';

// Runs after each test of the whole suite, before the test file's own hooks close and remove what it used.
afterEach(() => {
  expect(takeLeaks()).toEqual([]);
});
