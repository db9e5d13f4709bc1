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
  await member.fill('Nơi sinh', 'Trạm y tế xã Ia Ly');
  await page.keyboard.press('Tab');
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
  await expect(page.getByRole('main').getByText(/Đã nhận/)).toBeVisible();
});

test('search answers as one types', async ({ visitor, page }) => {
  await visitor.open('/dich-vu-cong');
  const main = page.getByRole('main');
  await main.getByRole('searchbox').pressSequentially('so do', { delay: 20 });
  await expect(main.getByRole('heading', { name: 'Bạn cần làm gì với sổ đỏ?' })).toBeVisible();
  await expect(page).toHaveURL(/[?&]tim=so(\+|%20)do/);
  await expect(main.getByRole('searchbox')).toBeFocused();
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
