// Sends files from the page of the papers in a browser: a line of JSON each on the standard input, a line of answer each.
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import bundled from '@sparticuz/chromium';

const browser = await chromium.launch({
  executablePath: process.env.MOTCUA_TEST_CHROMIUM || (await bundled.executablePath()),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});

for await (const line of createInterface({ input: process.stdin })) {
  const { page: address, file, cookie } = JSON.parse(line);
  const context = await browser.newContext({ locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' });
  try {
    const [name, value] = cookie.split('=');
    await context.addCookies([{ name, value, url: new URL(address).origin }]);
    const page = await context.newPage();
    await page.goto(address);
    await page.locator('html[data-papers]').waitFor();
    const paper = page.getByRole('region', { name: 'Giấy chứng sinh', exact: true });
    await paper.getByLabel('Chọn tệp').and(paper.locator('input:visible')).setInputFiles(file);
    const row = page.getByRole('main').getByRole('listitem').filter({ hasText: 'giấy chứng sinh.pdf' });
    await row.filter({ hasText: 'Đã nhận' }).waitFor({ timeout: 120_000 });
    console.log('done');
  } catch (error) {
    console.log(`failed: ${String(error).replaceAll('\n', ' ')}`);
  } finally {
    await context.close();
  }
}
await browser.close();
