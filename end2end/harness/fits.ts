import type { Page } from '@playwright/test';
import { expect } from './test.ts';

/** Fails when the page can be scrolled sideways, and names what sticks out. */
export async function fits(page: Page): Promise<void> {
  const outside = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .map((element) => `${element.tagName}.${element.className} ${element.textContent?.trim().slice(0, 40)}`);
  });
  expect(outside, `${page.url()} at ${page.viewportSize()?.width} px`).toEqual([]);
}
