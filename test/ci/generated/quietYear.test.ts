import { describeQuietDays } from '../../contract/quietDays';

describeQuietDays(365);
