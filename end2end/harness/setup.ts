import { port } from './address.ts';
import { startPortal } from './server.ts';

/** Starts the portal that all specs share; what is returned ends it. */
export default async function setup(): Promise<() => Promise<void>> {
  const portal = await startPortal('portal', port);
  return () => portal.stop();
}
