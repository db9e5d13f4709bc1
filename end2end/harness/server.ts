import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const project = resolve(import.meta.dirname, '../..');
const logs = join(project, 'end2end/test-results/server');

/** The binary under test. */
export const binary = resolve(project, process.env.MOTCUA_TEST_BINARY || 'target/serve/motcua');

/** A portal of its own: fresh data, its own port, its log kept in `test-results/server`. */
export interface Portal {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a portal on a free data directory and waits until it is ready.
 *
 * `settings` are further `MOTCUA_*` variables; `undefined` leaves one of the usual ones out.
 */
export async function startPortal(
  name: string,
  port: number,
  settings: Record<string, string | undefined> = {},
): Promise<Portal> {
  if (!existsSync(binary)) {
    throw new Error(`There is no server at ${binary}. Build it with "cargo xtask build", or name one in MOTCUA_TEST_BINARY.`);
  }
  const url = `http://localhost:${port}`;
  if (await ready(url)) throw new Error(`Something else already answers on port ${port}.`);

  const data = mkdtempSync(join(tmpdir(), 'motcua-test-'));
  mkdirSync(logs, { recursive: true });
  const log = createWriteStream(join(logs, `${name}.log`));
  const variables = {
    MOTCUA_DEMO: '1',
    MOTCUA_LISTEN: `127.0.0.1:${port}`,
    MOTCUA_PUBLIC_URL: url,
    MOTCUA_DATA_DIR: data,
    MOTCUA_TRUSTED_PROXIES: '127.0.0.1/32,::1/128',
    ...settings,
  };
  const server: ChildProcess = spawn(binary, ['serve'], {
    cwd: project,
    env: { ...process.env, ...variables } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  server.stdout?.pipe(log, { end: false });
  server.stderr?.pipe(log, { end: false });
  const ended = new Promise<void>((done) => server.once('exit', () => done()));

  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    log.end();
    rmSync(data, { recursive: true, force: true });
  };
  const deadline = Date.now() + 60_000;
  while (!(await ready(url))) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}; see ${log.path}.`);
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`The server was not ready after a minute; see ${log.path}.`);
    }
    await new Promise((later) => setTimeout(later, 50));
  }
  return { url, stop };
}

async function ready(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}
