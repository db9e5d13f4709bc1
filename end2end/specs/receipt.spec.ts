import { beginFiling, expect, test } from '../harness/member.ts';

test('the receipt prints on one sheet of A5, and only what one keeps', async ({ member, page }) => {
  await beginFiling(member, 'kiem-tra');
  await page.getByRole('main').getByRole('checkbox').check();
  await member.press('Nộp hồ sơ', page.getByRole('main'));

  await page.emulateMedia({ media: 'print' });
  const main = page.getByRole('main');
  await expect(main.getByRole('img', { name: /QR/ })).toBeVisible();
  await expect(page.locator('.brand')).toBeVisible();
  for (const pressed of ['nav', 'footer', 'button', 'header a[href*="dang"]', 'main .button']) {
    await expect(page.locator(pressed).filter({ visible: true }), pressed).toHaveCount(0);
  }

  const sheet = (await page.pdf({ format: 'A5' })).toString('latin1');
  expect(sheet.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  expect(sheet).toMatch(/\/MediaBox\s*\[0 0 4(19|20)/);
});
