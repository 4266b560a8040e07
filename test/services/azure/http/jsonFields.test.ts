import * as fc from 'fast-check';

import {
  durationMsOf,
  isoTimeOf,
  listOf,
  objectOf,
  textOf,
  usTimeOf,
} from '../../../../services/azure/http/jsonFields';
import { startProcess, wrote } from '../../../support/tsProcess';

describe('times', () => {
  it.each([
    ['2026-09-09T13:34:00.2714184Z', '2026-09-09T13:34:00.271Z'],
    ['2023-03-17T06:02:54.5939608', '2023-03-17T06:02:54.593Z'],
    ['2019-05-01T00:00:00', '2019-05-01T00:00:00.000Z'],
    ['2021-12-17T08:00:00+09:00', '2021-12-16T23:00:00.000Z'],
  ])('when Azure writes %s, then it is %s wherever the process runs', (text, expected) => {
    expect(isoTimeOf(text)?.toISOString()).toBe(expected);
  });

  it.each(['Asia/Tokyo', 'America/St_Johns'])(
    'when the machine’s zone is %s, then a time without one is UTC',
    async (zone) => {
      const script = `process.env.TZ = '${zone}'; const { isoTimeOf, usTimeOf } = require('./services/azure/http/jsonFields.ts');
      console.log(isoTimeOf('2019-05-01T00:00:00').toISOString(), usTimeOf('5/1/2019 12:00:00 AM').toISOString(), 'end');`;
      expect(await wrote(startProcess(script), 'end')).toBe('2019-05-01T00:00:00.000Z 2019-05-01T00:00:00.000Z end\n');
    },
  );

  it.each(['0001-01-01T00:00:00', '0001-01-01T00:00:00Z', '2001-01-01T00:00:00Z', '', 'soon', 12, null, {}])(
    'when a time is not set or no time (%j), then there is none',
    (value) => {
      expect(isoTimeOf(value)).toBeNull();
    },
  );

  it.each([
    ['10/9/2026 12:00:00 AM', '2026-10-09T00:00:00.000Z'],
    ['12/31/2026 12:05:06 PM', '2026-12-31T12:05:06.000Z'],
    ['1/2/2026 11:00:00 PM', '2026-01-02T23:00:00.000Z'],
    ['2026-10-09T00:00:00Z', '2026-10-09T00:00:00.000Z'],
  ])('when a property bag says %s, then it is %s', (text, expected) => {
    expect(usTimeOf(text)?.toISOString()).toBe(expected);
  });
});

it.each([
  ['PT1H21M28.1427268S', 4_888_143],
  ['PT35M22.65229S', 2_122_652],
  ['P1DT2H', 93_600_000],
  ['00:02:54.8588021', 174_859],
  ['1.00:00:01', 86_401_000],
  ['PT0S', null],
  ['00:00:00', null],
  ['P', null],
  ['long', null],
  [undefined, null],
])('when a duration is %s, then it is %s ms', (value, expected) => {
  expect(durationMsOf(value)).toBe(expected);
});

it.each(['', ' ', '\t\n', '\ufeff'])('when a text is nothing but blanks (%j), then there is none', (text) => {
  expect(textOf(text)).toBe('');
});

it('when a field is of any type, then reading it never throws', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      objectOf(value);
      expect(typeof textOf(value)).toBe('string');
      expect(listOf(value, 3).length).toBeLessThanOrEqual(3);
      isoTimeOf(value);
      usTimeOf(value);
      durationMsOf(value);
    }),
    { seed: 20 },
  );
});
