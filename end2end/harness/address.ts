/** Where the portal under test listens: below 32768, where the ephemeral range begins. */
export const port = Number(process.env.MOTCUA_TEST_PORT || 4350);

/** Where another listens, whose data are in PostgreSQL. */
export const portOnPostgres = port + 5;

/** The public address of the first. */
export const address = `http://localhost:${port}`;

/** The public address of the other. */
export const addressOnPostgres = `http://localhost:${portOnPostgres}`;
