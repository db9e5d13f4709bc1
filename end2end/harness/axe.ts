import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { expect, runsScripts } from './test.ts';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** Fails when axe finds a violation of WCAG 2.0, 2.1 or 2.2, level A or AA, on the page as it is now. */
export async function accessible(page: Page): Promise<void> {
  const violations = runsScripts(page) ? await judge(page) : await judgeTwin(page);
  expect(violations, `axe on ${page.url()}`).toEqual([]);
}

async function judge(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const results = (await page.evaluate((tags) => {
    // Forced colours are the person's own, and axe does not see them.
    const contrast = { enabled: !matchMedia('(forced-colors: active)').matches };
    return (globalThis as any).axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      rules: { 'color-contrast': contrast },
      resultTypes: ['violations'],
    });
  }, tags)) as AxeResults;
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}: ${node.failureSummary?.split('\n').slice(1).join(' ')}`),
  );
}

/** axe needs scripts: where a page has none, the same markup without its scripts is drawn where they run. */
async function judgeTwin(page: Page): Promise<string[]> {
  const markup = (await page.content())
    .replace(/<script\b[^>]*>[\s\S]*?<\/script>/g, '')
    .replace(/<link\b[^>]*rel="?(modulepreload|preload)[^>]*>/g, '')
    .replace(/<\/?noscript>/g, '');
  let twin = twins.get(page);
  if (!twin) {
    const context = await page.context().browser()!.newContext({ viewport: page.viewportSize(), javaScriptEnabled: true });
    twin = await context.newPage();
    await twin.goto(new URL('/healthz', page.url()).href);
    twins.set(page, twin);
  }
  await twin.setContent(markup);
  return judge(twin);
}

const twins = new WeakMap<Page, Page>();
