import chromium from '@sparticuz/chromium';
import type { LaunchOptions } from '@playwright/test';

/** The browser of the tests: the one `MOTCUA_TEST_CHROMIUM` names, else the one that npm brought. */
export async function launchOptions(): Promise<LaunchOptions> {
  return {
    executablePath: process.env.MOTCUA_TEST_CHROMIUM || (await chromium.executablePath()),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--font-render-hinting=none'],
  };
}
