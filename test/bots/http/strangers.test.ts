import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

import { Strangers } from '../../../bots/http/strangers';
import { Hanging } from '../../support/pour';

let server: Server;
let url: string;
let strangers: Strangers;
let taken: Socket[];
beforeEach(async () => {
  taken = [];
  strangers = new Strangers(3);
  server = createServer((socket) => {
    taken.push(socket);
    strangers.add(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterEach(async () => {
  for (const socket of taken) socket.destroy();
  server.close();
  await once(server, 'close');
});

/** Opens connections until `count` have been taken. */
async function connect(count: number): Promise<void> {
  const all = taken.length + count;
  const hanging = new Hanging(url, count, '');
  while (taken.length < all) await once(server, 'connection');
  await hanging.connected();
}

const open = (): boolean[] => taken.map((socket) => !socket.destroyed);

it('when an address has too many connections that brought nothing, then the oldest are closed', async () => {
  await connect(5);

  expect(open()).toEqual([false, false, true, true, true]);
});

it('when a connection has brought something authentic, then it counts no more and stays', async () => {
  await connect(1);
  strangers.know(taken[0]!);

  await connect(4);

  expect(open()).toEqual([true, false, true, true, true]);
});

it('when connections end, then there is room for others', async () => {
  await connect(3);
  for (const socket of [...taken]) socket.destroy();
  await Promise.all(taken.filter(({ closed }) => !closed).map((socket) => once(socket, 'close')));

  await connect(3);

  expect(open()).toEqual([false, false, false, true, true, true]);
});

it('when a known connection ends, then the others of its address count as before', async () => {
  await connect(1);
  const [first] = taken;
  strangers.know(first!);
  await connect(1);
  taken[1]!.destroy();
  await once(taken[1]!, 'close');
  await connect(2);
  first!.destroy();
  await once(first!, 'close');

  await connect(2);

  expect(open()).toEqual([false, false, false, true, true, true]);
});
