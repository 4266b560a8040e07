import { OperatorError } from '../../services/platform/errors';

/** What is wrong with the simulated Resource Graph; each is a share from 0 to 1. */
export interface GraphFaults {
  /** Of the changes that it shows much later than others, up to half an hour. */
  readonly late: number;
  /** Of the jobs that it never shows. */
  readonly missing: number;
  /** Of the rows that come twice. */
  readonly twice: number;
  /** Of the jobs beside which it shows another one, of a vault that nobody can read. */
  readonly foreign: number;
  /** Of the queries that it refuses with 403. */
  readonly denied: number;
  /** Of the queries that it refuses with 429. */
  readonly throttled: number;
}

const NONE: GraphFaults = { late: 0, missing: 0, twice: 0, foreign: 0, denied: 0, throttled: 0 };

/** Reads `late=0.05,missing=0.01`; '' is a Resource Graph without faults. Throws OperatorError for anything else. */
export function graphFaultsOf(text: string): GraphFaults {
  const faults = text.split(',').flatMap((part): [string, number][] => {
    if (part === '') return [];
    const [, name = '', share = ''] = /^(\w+)=(0|1|0?\.\d+)$/.exec(part) ?? [];
    if (name in NONE) return [[name, Number(share)]];
    throw new OperatorError(
      `SIMULATOR_GRAPH_FAULTS is "${text.slice(0, 40)}", but must be a list of ${Object.keys(NONE).join(', ')}, each with a share from 0 to 1, e.g. late=0.05,missing=0.01`,
    );
  });
  return { ...NONE, ...Object.fromEntries(faults) };
}
