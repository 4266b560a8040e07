import { describeGoAheads } from '../../contract/goAheadContract';

describeGoAheads(1_000_000);
