import { type ConnectorRecorder, openConnectorRecorder } from '../../bench/connectorRecorder';

const CARD = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff:snapshotDone@abc';

describe('the inbox of the benches', () => {
  let recorder: ConnectorRecorder;
  beforeEach(async () => {
    recorder = await openConnectorRecorder();
  });
  afterEach(() => {
    recorder.close();
  });
  const send = async (method: string, activity: object): Promise<unknown> => {
    const url = `${recorder.serviceUrl}v3/conversations/a%3A1/activities${method === 'PUT' ? '/sent-1' : ''}`;
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, { method, headers, body: JSON.stringify(activity) })).json();
  };

  it('when a message that nobody asked for comes, then its event is known, and each has an id of its own', async () => {
    const first = await send('POST', { type: 'message', summary: 'done', data: { cardId: CARD } });
    const second = await send('POST', { type: 'message', summary: 'Idle' });
    expect(first).not.toEqual(second);
    expect(recorder.notices).toMatchObject([{ conversation: 'a:1', event: 'snapshotDone' }]);
    expect(recorder.answers).toEqual([{ conversation: 'a:1', summary: 'Idle' }]);
  });

  it('when a card is changed or somebody types, then that is no message', async () => {
    await send('PUT', { type: 'message', data: { cardId: CARD } });
    await send('POST', { type: 'typing' });
    expect(recorder.notices).toEqual([]);
    expect(recorder.answers).toEqual([]);
    expect(recorder.changes()).toBe(1);
  });
});
