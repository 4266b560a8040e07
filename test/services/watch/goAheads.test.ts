import { describeGoAheads } from '../../contract/goAheadContract';

describeGoAheads(50_000);
