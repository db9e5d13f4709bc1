import { port, portOnPostgres } from './address.ts';
import { freshDatabase } from './postgres.ts';
import { startPortal } from './server.ts';

/** Starts the portals that all specs share, one on each database; what is returned ends them. */
export default async function setup(): Promise<() => Promise<void>> {
  const portals = [
    await startPortal('portal', port),
    await startPortal('portal-on-postgresql', portOnPostgres, { MOTCUA_DATABASE_URL: await freshDatabase('motcua_browser') }),
  ];
  return async () => {
    for (const portal of portals) await portal.stop();
  };
}
