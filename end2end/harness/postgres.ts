import { Client } from 'pg';

function server(): URL {
  const url = process.env.MOTCUA_TEST_POSTGRES_URL;
  if (!url) throw new Error('MOTCUA_TEST_POSTGRES_URL names no PostgreSQL; "cargo xtask postgres" runs one and says its address.');
  return new URL(url);
}

async function run(url: URL, statement: string): Promise<void> {
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Makes a database anew, empty; returns its address. */
export async function freshDatabase(name: string): Promise<string> {
  await run(server(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await run(server(), `CREATE DATABASE ${name}`);
  const url = server();
  url.pathname = `/${name}`;
  return url.href;
}

/** Lets the sessions of all who are logged in run out, as if nobody had come back for three hours. */
export async function letSessionsRunOut(database: string): Promise<void> {
  await run(new URL(database), "UPDATE session SET last_seen_at = last_seen_at - interval '3 hours'");
}

/** Makes what everybody proved a quarter of an hour old. */
export async function letProofsGrowOld(database: string): Promise<void> {
  await run(new URL(database), "UPDATE session SET proved_at = proved_at - interval '15 minutes'");
}

/** Brings the sessions of all who are logged in to three minutes before their end. */
export async function letSessionsNearlyRunOut(database: string): Promise<void> {
  await run(new URL(database), "UPDATE session SET last_seen_at = last_seen_at - interval '57 minutes'");
}
