import type { Page, Request } from '@playwright/test';
import { expect, open, test } from '../harness/test.ts';

const limits = { page: 45_000, fonts: 30_000, wasm: 280_000 };

/** Bytes on the line by kind, bodies as they were encoded. */
async function firstVisit(page: Page, where: string): Promise<{ page: number; fonts: number; wasm: number; list: string[] }> {
  const requests: Request[] = [];
  page.on('requestfinished', (request) => requests.push(request));
  await open(page, where);
  await page.waitForLoadState('networkidle');

  const weight = { page: 0, fonts: 0, wasm: 0, list: [] as string[] };
  for (const request of requests) {
    const response = await request.response();
    if (!response) continue;
    const kind = (await response.headerValue('content-type')) ?? '';
    const bytes = (await request.sizes()).responseBodySize;
    if (kind.startsWith('application/wasm')) weight.wasm += bytes;
    else if (kind.startsWith('font/')) weight.fonts += bytes;
    else weight.page += bytes;
    weight.list.push(`${bytes} ${kind} ${new URL(request.url()).pathname}`);
    if (bytes > 1_000 && !kind.startsWith('font/')) {
      expect(await response.headerValue('content-encoding'), request.url()).toBe('br');
    }
  }
  console.log([`first visit to ${where}: page ${weight.page} of ${limits.page}, fonts ${weight.fonts} of ${limits.fonts}, ` +
    `WASM ${weight.wasm} of ${limits.wasm} bytes`, ...weight.list].join('\n  '));
  return weight;
}

for (const where of ['/', '/dang-nhap']) {
  test(`the first visit to ${where} is light`, async ({ page }) => {
    const weight = await firstVisit(page, where);
    expect(weight.page, 'HTML, CSS, scripts, icons and sentences').toBeLessThanOrEqual(limits.page);
    expect(weight.fonts, 'fonts').toBeLessThanOrEqual(limits.fonts);
    expect(weight.wasm, 'WASM').toBeGreaterThan(0);
    expect(weight.wasm, 'WASM').toBeLessThanOrEqual(limits.wasm);
  });

  test(`with Save-Data the first visit to ${where} loads no WASM`, async ({ anotherDevice }) => {
    const context = await anotherDevice();
    const page = await context.newPage();
    await page.setExtraHTTPHeaders({ 'Save-Data': 'on' });
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    await page.goto(where);
    await page.waitForLoadState('networkidle');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(loaded.filter((url) => url.includes('.wasm'))).toEqual([]);
  });
}
