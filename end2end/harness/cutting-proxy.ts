import { connect, createServer } from 'node:net';

/** A line to the portal that breaks. */
export interface Line {
  /** Bytes that went towards the portal. */
  sent(): number;
  /** Breaks once so many further bytes have gone towards the portal; says when it has. */
  breakAfter(bytes: number): Promise<void>;
  /** The same, and nothing goes through any more until it is mended. */
  cutAfter(bytes: number): Promise<void>;
  mend(): void;
  close(): void;
}

/** Opens a line from one port on this machine to that of a portal. */
export async function cuttingProxy(from: number, to: number): Promise<Line> {
  let sent = 0;
  let left = Infinity;
  let broken = () => {};
  let stays = false;
  let isCut = false;
  const server = createServer((client) => {
    const portal = connect(to, '127.0.0.1');
    client.on('data', (bytes) => {
      if (isCut) {
        client.destroy();
        return;
      }
      sent += bytes.length;
      left -= bytes.length;
      if (left <= 0) {
        left = Infinity;
        isCut = stays;
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
      [left, stays] = [bytes, false];
      return new Promise((done) => (broken = done));
    },
    cutAfter(bytes) {
      [left, stays] = [bytes, true];
      return new Promise((done) => (broken = done));
    },
    mend() {
      isCut = false;
    },
    close: () => server.close(),
  };
}
