import { beginFiling, expect, test } from '../harness/member.ts';
import { pdf } from '../harness/papers.ts';

test('links lead on without loading the page anew, and the focus goes to the heading', async ({ visitor, page }) => {
  await visitor.open('/');
  const loads: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'document') loads.push(request.url());
  });
  for (const link of ['Dịch vụ công', 'Tra cứu hồ sơ', 'Hướng dẫn']) {
    await visitor.header(link);
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  }
  await page.goBack();
  await expect(page).toHaveURL(/\/tra-cuu/);
  expect(loads).toEqual([]);
});

test('answers are kept as they are given', async ({ member, page }) => {
  await beginFiling(member, 'child');
  const kept = page.waitForResponse((response) => response.url().endsWith('/api/dossier/autosave'));
  await member.fill('Nơi sinh', 'Trạm y tế xã Ia Ly');
  await page.keyboard.press('Tab');
  await kept;
  await expect(page.getByRole('main').getByText(/Đã giữ lúc \d\d:\d\d/)).toBeVisible();
  await page.reload();
  await expect(member.input('Nơi sinh')).toHaveValue('Trạm y tế xã Ia Ly');
});

test('an upload shows how far it is', async ({ member, page }) => {
  await beginFiling(member, 'thanh-phan-ho-so');
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 20, downloadThroughput: -1, uploadThroughput: 400_000 });
  const file = pdf('lớn.pdf', 'Giay chung sinh', 2_000_000);
  await member.files(page.getByRole('region', { name: 'Giấy chứng sinh', exact: true })).setInputFiles(file);
  await expect(page.getByRole('progressbar').first()).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByRole('main').getByRole('listitem').filter({ hasText: file.name })).toContainText('Đã nhận');
});

test('the page that is shown has its title and its address, however one came to it', async ({ visitor, page }) => {
  await visitor.open('/');
  const home = await page.title();
  await visitor.header('Dịch vụ công');
  await expect(page).toHaveTitle(/^Dịch vụ công – /);
  await visitor.header('Tra cứu hồ sơ');
  await page.goBack();
  await expect(page).toHaveTitle(/^Dịch vụ công – /);
  await page.goForward();
  await expect(page).toHaveTitle(/^Tra cứu hồ sơ – /);
  await visitor.header('Dịch vụ công');
  await expect(page).toHaveTitle(/^Dịch vụ công – /);
  await page.goBack();
  await expect(page).toHaveURL(/\/tra-cuu$/);
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveTitle(home);
});

test('whoever comes back finds the place that was left', async ({ visitor, page }) => {
  await visitor.open('/dich-vu-cong');
  const link = page.getByRole('main').getByRole('link', { name: 'Đăng ký kết hôn', exact: true });
  await page.mouse.wheel(0, 600);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(600);
  await visitor.leave(() => link.evaluate((link: HTMLElement) => link.click()));
  await expect.poll(() => page.evaluate(() => scrollY)).toBeLessThan(100);
  await page.goBack();
  await expect(link).toBeAttached();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(600);
});

test('of two links pressed at once the last one leads', async ({ visitor, page }) => {
  await visitor.open('/');
  await page.evaluate(() => {
    for (const where of ['/tra-cuu', '/dich-vu-cong', '/huong-dan']) {
      document.querySelector<HTMLAnchorElement>(`header nav a[href="${where}"]`)!.click();
    }
  });
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page).toHaveURL(/\/huong-dan$/);
  await expect(page).toHaveTitle(/^Hướng dẫn – /);
});

test('a link to a part of another page leads there', async ({ visitor, page }) => {
  await visitor.open('/');
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = '/huong-dan#nop-ho-so';
    document.querySelector('footer')!.append(link);
    link.click();
  });
  await expect(page.locator('#nop-ho-so')).toBeFocused();
  await expect(page.locator('#nop-ho-so')).toBeInViewport();
});

test('search answers as one types', async ({ visitor, page }) => {
  await visitor.open('/dich-vu-cong');
  const main = page.getByRole('main');
  await main.getByRole('searchbox').pressSequentially('so do', { delay: 20 });
  await expect(main.getByRole('heading', { name: 'Bạn cần làm gì với sổ đỏ?' })).toBeVisible();
  await expect(page).toHaveURL(/[?&]tim=so(\+|%20)do/);
  await expect(main.getByRole('searchbox')).toBeFocused();
  await expect(main.getByRole('searchbox')).toHaveValue('so do');
  await expect(main.getByRole('status')).toContainText('“so do”');
});

test('a mistake is shown when the field is left, and goes when it is put right', async ({ member, page }) => {
  await beginFiling(member, 'child');
  const date = member.input('Ngày, tháng, năm sinh');
  await date.fill('31/02/2026');
  await page.keyboard.press('Tab');
  await expect(date).toHaveAttribute('aria-invalid', 'true');
  await date.fill('28/02/2026');
  await page.keyboard.press('Tab');
  await expect(date).not.toHaveAttribute('aria-invalid', 'true');
});
