import { describeBrokenRules, describeGoAheads } from '../../contract/goAheadContract';

describeGoAheads(50_000);
describeBrokenRules(40_000);
