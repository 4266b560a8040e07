import { describeVerdict } from '../../contract/verdictContract';

describeVerdict(1_000_000);
