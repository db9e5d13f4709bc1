// Starts @tus/server as its documentation does: node tus-server.mjs PORT FOLDER
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const { resolve } = createRequire(new URL('../end2end/package.json', import.meta.url));
const load = (name) => import(pathToFileURL(resolve(name)).href);
const { Server } = await load('@tus/server');
const { FileStore } = await load('@tus/file-store');

const [port, directory] = process.argv.slice(2);
const tus = new Server({ path: '/files', datastore: new FileStore({ directory }) });
createServer((request, response) => {
  if (request.url === '/readyz') return response.end('ready');
  return tus.handle(request, response);
}).listen(Number(port), '127.0.0.1');
