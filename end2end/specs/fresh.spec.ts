import { expect, test } from '../harness/member.ts';

/** Everything that text inputs of the page hold. */
async function typed(page: import('@playwright/test').Page): Promise<string[]> {
  return page.locator('main').locator('input:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea').evaluateAll((inputs) =>
    inputs.map((input) => (input as HTMLInputElement).value).filter((value) => value !== ''),
  );
}

test('what was typed on one page is not on the next', async ({ visitor, page }) => {
  for (const [next, heading] of [['Tra cứu hồ sơ', 'Tra cứu hồ sơ'], ['Dịch vụ công', 'Dịch vụ công'], ['Đăng ký', 'Đăng ký']]) {
    await visitor.open('/dang-nhap/tinh');
    await visitor.fill('Số CMND/CCCD', '064190001234');
    await visitor.fill('Mật khẩu', 'bí mật của tôi');
    await visitor.header(next);
    await expect(page.getByRole('heading', { level: 1, name: heading, exact: true })).toBeVisible();
    expect(await typed(page), `on ${next}`).toEqual([]);
  }
});

test('what was searched for is not typed into the code of a dossier', async ({ visitor, page }) => {
  await visitor.open('/');
  await page.getByRole('main').getByRole('textbox').last().fill('H21.65-261123-0001');
  await visitor.header('Tra cứu hồ sơ');
  await expect(page.getByRole('heading', { level: 1, name: 'Tra cứu hồ sơ' })).toBeVisible();
  expect(await typed(page)).toEqual([]);
});
