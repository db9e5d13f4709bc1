import { connect, createServer } from 'node:net';

/** A line to the portal that breaks. */
export interface Line {
  /** Bytes that went towards the portal. */
  sent(): number;
  /** Breaks once so many further bytes have gone towards the portal; says when it has. */
  breakAfter(bytes: number): Promise<void>;
  close(): void;
}

/** Opens a line from one port on this machine to that of a portal. */
export async function cuttingProxy(from: number, to: number): Promise<Line> {
  let sent = 0;
  let left = Infinity;
  let broken = () => {};
  const server = createServer((client) => {
    const portal = connect(to, '127.0.0.1');
    client.on('data', (bytes) => {
      sent += bytes.length;
      left -= bytes.length;
      if (left <= 0) {
        left = Infinity;
        client.destroy();
        broken();
      } else if (!portal.write(bytes)) {
        client.pause();
        portal.once('drain', () => client.resume());
      }
    });
    portal.pipe(client);
    // What a broken line says about itself is what it is for.
    for (const end of [client, portal]) end.on('error', () => {});
    client.on('close', () => portal.destroy());
    portal.on('close', () => client.destroy());
  });
  await new Promise<void>((listening) => server.listen(from, '127.0.0.1', listening));
  return {
    sent: () => sent,
    breakAfter(bytes) {
      left = bytes;
      return new Promise((done) => (broken = done));
    },
    close: () => server.close(),
  };
}
