import { beginFiling, expect, test } from '../harness/member.ts';

test('a commune typed before its list has come stays, and is found in the list', async ({ member, page }) => {
  await beginFiling(member, 'child');
  const group = page.getByRole('group', { name: 'Quê quán' });
  const line = group.getByRole('combobox', { name: 'Xã, phường, đặc khu' }).and(group.locator('input'));
  const answer = group.locator('input[name$=".commune]"]');
  const option = page.getByRole('option', { name: 'Phường Pleiku', exact: true });
  let release = () => {};
  const hold = () => new Promise<void>((go) => (release = go));
  let held = hold();
  await page.route('**/catalogue/communes?*', async (route) => {
    await held;
    await route.continue();
  });

  await group.getByLabel('Tỉnh, thành phố').selectOption({ label: 'Tỉnh Gia Lai' });
  await line.pressSequentially('pleik');
  release();
  await expect(option).toBeVisible();
  await expect(line).toBeFocused();
  await line.pressSequentially('u');
  await expect(line).toHaveValue('pleiku');
  await option.click();
  await expect(line).toHaveValue('Phường Pleiku');
  await expect(answer).not.toHaveValue('');

  // Another province: what was chosen is of the one before, what is typed is of this one.
  held = hold();
  await group.getByLabel('Tỉnh, thành phố').selectOption({ label: 'Tỉnh Đắk Lắk' });
  await line.fill('buon ma thuot');
  await page.keyboard.press('Tab');
  release();
  await expect(line).toHaveValue('Phường Buôn Ma Thuột');
  await expect(answer).toHaveValue(await group.locator('option').getByText('Phường Buôn Ma Thuột', { exact: true }).getAttribute('value') ?? 'none');

  held = hold();
  release();
  await group.getByLabel('Tỉnh, thành phố').selectOption({ label: 'Tỉnh Gia Lai' });
  await expect(line).toHaveValue('');
  await expect(answer).toHaveValue('');
});
