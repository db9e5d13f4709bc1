import { beginFiling, expect, test } from '../harness/member.ts';

test('what is typed before the program runs stays', async ({ visitor, page }) => {
  let release = () => {};
  const held = new Promise<void>((go) => (release = go));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/dang-nhap/tinh', { waitUntil: 'domcontentloaded' });
  await visitor.fill('Số CMND/CCCD', '064190001234');
  await visitor.fill('Mật khẩu', 'gõ trước khi tải xong');
  await expect(page.locator('html')).not.toHaveAttribute('data-hydrated');
  release();
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', /.*/);
  await expect(visitor.input('Số CMND/CCCD')).toHaveValue('064190001234');
  await expect(visitor.input('Mật khẩu')).toHaveValue('gõ trước khi tải xong');
});

test('answers of a form typed before the program runs stay', async ({ member, page }) => {
  await beginFiling(member, 'child');
  let release = () => {};
  const held = new Promise<void>((go) => (release = go));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.reload({ waitUntil: 'domcontentloaded' });
  await member.fill('Nơi sinh', 'Trạm y tế xã Ia Ly');
  await page.getByRole('group', { name: 'Giới tính' }).getByRole('radio', { name: 'Nam', exact: true }).check();
  release();
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', /.*/);
  await expect(member.input('Nơi sinh')).toHaveValue('Trạm y tế xã Ia Ly');
  await expect(page.getByRole('radio', { name: 'Nam', exact: true })).toBeChecked();
});

test('without the program pages are readable and forms work', async ({ visitor, person, page, troubles }) => {
  troubles.expect(/\.wasm|Failed to (load|fetch)/i);
  await page.route('**/*.wasm', (route) => route.abort());
  for (const where of ['/', '/dich-vu-cong', '/dich-vu-cong/1.001193', '/tra-cuu', '/huong-dan']) {
    await page.goto(where);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  await page.goto('/dang-nhap/tinh');
  await visitor.fill('Số CMND/CCCD', person.identityNumber);
  await visitor.fill('Mật khẩu', person.password);
  await page.getByRole('main').getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  await expect(page.getByRole('banner')).toContainText(person.name);
});
