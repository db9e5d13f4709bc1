import { randomInt } from 'node:crypto';
import { test as base, expect, type Page, type BrowserContext } from '@playwright/test';

export { expect };

/** The language the pages are in. */
export type Language = 'vi' | 'en';

/** What went wrong behind a page: script errors, policy violations, answers of 500 and above. */
export class Troubles {
  readonly found: string[] = [];
  private readonly expected: RegExp[] = [];

  /** Lets a trouble pass whose text fits `pattern`. */
  expect(pattern: RegExp): void {
    this.expected.push(pattern);
  }

  watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.note(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.note(`script: ${error.message} (${page.url()})`));
    page.on('response', (response) => {
      if (response.status() >= 500) this.note(`${response.status()}: ${response.request().method()} ${response.url()}`);
    });
  }

  unexpected(): string[] {
    return this.found.filter((trouble) => !this.expected.some((pattern) => pattern.test(trouble)));
  }

  private note(trouble: string): void {
    this.found.push(trouble);
  }
}

const scriptless = new WeakSet<BrowserContext>();

interface Options {
  language: Language;
}

interface Fixtures {
  /** Collects what goes wrong on every page of the test; the test fails for what it did not expect. */
  troubles: Troubles;
  /** Opens another browser of the same settings, as a second device would be. */
  anotherDevice: () => Promise<BrowserContext>;
}

/** Comes from an address of its own (a network set apart for documentation), so that limits count each test alone. */
export function visitorHeaders(): Record<string, string> {
  const part = () => randomInt(1, 0xffff).toString(16);
  return { 'X-Forwarded-For': `2001:db8:${part()}:${part()}::1` };
}

export const test = base.extend<Fixtures & Options>({
  language: ['vi', { option: true }],
  extraHTTPHeaders: async ({}, use) => use(visitorHeaders()),
  troubles: [
    async ({}, use) => {
      const troubles = new Troubles();
      await use(troubles);
      expect(troubles.unexpected(), 'errors behind the pages').toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, javaScriptEnabled, troubles }, use) => {
    if (!javaScriptEnabled) scriptless.add(context);
    context.on('page', (page) => troubles.watch(page));
    await use(context);
  },
  anotherDevice: async ({ browser, contextOptions, viewport, javaScriptEnabled, locale, baseURL, troubles }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({
        ...contextOptions,
        viewport,
        javaScriptEnabled,
        locale,
        baseURL,
        extraHTTPHeaders: visitorHeaders(),
      });
      if (!javaScriptEnabled) scriptless.add(context);
      context.on('page', (page) => troubles.watch(page));
      opened.push(context);
      return context;
    });
    for (const context of opened) await context.close();
  },
});

/** The path of a page in `language`: English ones lie under `/en`. */
export function path(language: Language, vietnamese: string): string {
  if (language === 'vi') return vietnamese;
  return vietnamese === '/' ? '/en' : `/en${vietnamese}`;
}

/** Waits until the page listens to scripts, where there are any, and no other page is on its way. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  // A page that says it stays as it is gets no program.
  if (!runsScripts(page) || (await page.locator('[data-still]').count()) > 0) return;
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', /.*/);
  await expect(page.getByRole('main')).not.toHaveAttribute('aria-busy', 'true');
}

/** Opens a page and waits until it is ready for a person who takes their time. */
export async function open(page: Page, where: string): Promise<void> {
  const response = await page.goto(where);
  expect(response?.status(), `status of ${where}`).toBeLessThan(400);
  await settled(page);
}

/** Tells the harness that pages of this context run no scripts. */
export function withoutScripts(context: BrowserContext): void {
  scriptless.add(context);
}

/** Whether pages of this context run scripts. */
export function runsScripts(page: Page): boolean {
  return !scriptless.has(page.context());
}
