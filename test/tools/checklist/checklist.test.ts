import { BACKUPS, type ChecklistWorld, settledIn, startChecklistWorld, whyOf } from '../../support/checklistRun';

let world: ChecklistWorld | undefined;
async function start(...options: Parameters<typeof startChecklistWorld>): Promise<ChecklistWorld> {
  return (world = await startChecklistWorld(...options));
}
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

it('x', async () => {
  const { run, happened } = await start({ points: 'snapshot' });
  const { status, said, file } = await run(['--vm', 'vm-01', '--until-end'], { types: 'yes' });
  console.log(status, said.join('\n'), JSON.stringify((await happened()).reads));
  console.log(JSON.stringify(file.answers.map(({evidence, ...rest}) => ({...rest, n: evidence.length})), null, 1));
  void settledIn; void whyOf; void BACKUPS;
});
