import { describeVerdict } from '../../contract/verdictContract';

describeVerdict(50_000);
