import { expect, test } from '../harness/member.ts';
import { settled } from '../harness/test.ts';

const pages = ['/', '/dang-ky', '/dang-nhap', '/dich-vu-cong', '/dich-vu-cong?tim=khai+sinh', '/dich-vu-cong/1.001193', '/tra-cuu', '/huong-dan'];

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('every page has the same page in English one press away, and back', async ({ page }) => {
      for (const where of pages) {
        await page.goto(where);
        await settled(page);
        await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
        const heading = await page.getByRole('heading', { level: 1 }).innerText();
        await page.getByRole('link', { name: 'English' }).first().click();
        await page.waitForURL(/\/en/);
        await settled(page);
        await expect(page.locator('html')).toHaveAttribute('lang', 'en');
        expect(new URL(page.url()).pathname).toBe(`/en${where === '/' ? '' : where.split('?')[0]}`);
        await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(heading);
        await page.getByRole('link', { name: 'Tiếng Việt' }).first().click();
        await page.waitForURL((url) => !url.pathname.startsWith('/en'));
        await settled(page);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
      }
    });
  });
}

test('the guide shows its pictures and leads to its parts', async ({ page }) => {
  await page.goto('/huong-dan');
  await settled(page);
  for (const link of await page.getByRole('main').getByRole('navigation').getByRole('link').all()) {
    const target = (await link.getAttribute('href'))!;
    await link.click();
    await expect(page.locator(target)).toBeInViewport();
  }
  for (const picture of await page.getByRole('main').getByRole('img').all()) {
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.evaluate((element: HTMLImageElement) => element.complete && element.naturalWidth)).toBe(540);
    expect((await picture.getAttribute('alt'))!.length).toBeGreaterThan(20);
  }
});
