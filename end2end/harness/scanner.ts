import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';

/** What the scanner calls a virus; the string of EICAR would be found by scanners of a developer's machine. */
export const sign = 'MOTCUA-TEST-VIRUS';

/** Speaks INSTREAM as clamd does; says nothing before it is let. */
export interface Scanner {
  /** From now on it answers, also those who wait. */
  answer(): void;
  stop(): Promise<void>;
}

/** A scanner that listens on `port`. */
export async function startScanner(port: number): Promise<Scanner> {
  const waiting: (() => void)[] = [];
  const open = new Set<Socket>();
  let answers = false;
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // The portal may hang up at any moment.
    socket.on('error', () => socket.destroy());
    let bytes = Buffer.alloc(0);
    socket.on('data', (piece: Buffer) => {
      bytes = Buffer.concat([bytes, piece]);
      if (!bytes.subarray(-4).equals(Buffer.alloc(4))) return;
      const says = bytes.includes(sign) ? 'stream: Motcua.Test FOUND\0' : 'stream: OK\0';
      const speak = (): void => void socket.end(says);
      if (answers) speak();
      else waiting.push(speak);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    answer() {
      answers = true;
      for (const speak of waiting.splice(0)) speak();
    },
    async stop() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
