/** Where the portal under test listens: below 32768, where the ephemeral range begins. */
export const port = Number(process.env.MOTCUA_TEST_PORT || 4350);

/** Its public address. */
export const address = `http://localhost:${port}`;
