import { readSettings } from '../../../playground/azure/settings';

describe('the settings of npm run azure', () => {
  it('when nothing is set, then the contract’s defaults hold', () => {
    expect(readSettings({})).toMatchObject({
      speed: 60,
      port: 4010,
      fleet: 'small',
      jobReadsPerHour: 150,
      faults: 0,
      points: 'end',
      graphLagMs: 20_000,
      graphFaults: { late: 0, missing: 0, twice: 0, foreign: 0, denied: 0, throttled: 0 },
      azureWorld: 'grid',
    });
  });

  it.each([
    ['CLOCK_SPEED', '0'],
    ['CLOCK_SPEED', 'fast'],
    ['CLOCK_EPOCH', 'tomorrow'],
    ['SIMULATOR_PORT', '70000'],
    ['SIMULATOR_JOB_READS', '1.5'],
    ['SIMULATOR_FAULTS', '2'],
    ['SIMULATOR_POINTS', 'later'],
    ['SIMULATOR_GRAPH_FAULTS', 'late=2'],
    ['SIMULATOR_GRAPH_FAULTS', 'early=0.1'],
    ['SIMULATOR_WORLD', 'flat'],
  ])('when %s is "%s", then one line names it and an example', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`^${name} is "${value}", but must be .*e\\.g\\.`));
  });
});
