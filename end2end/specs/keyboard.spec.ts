import type { Page } from '@playwright/test';
import { beginFiling, expect, test } from '../harness/member.ts';
import { settled } from '../harness/test.ts';

/** Tabs until the element with this role and name has the focus, which must be visible. */
async function tabTo(page: Page, role: 'link' | 'button' | 'textbox' | 'radio', name: string | RegExp): Promise<void> {
  const target = page.getByRole(role, { name });
  for (let press = 0; press < 60; press += 1) {
    await page.keyboard.press('Tab');
    for (const one of await target.all()) {
      if (await one.evaluate((element) => element === document.activeElement)) {
        const seen = await one.evaluate((element: any) => {
          const style = getComputedStyle(element);
          const around = element.labels?.[0] ? getComputedStyle(element.labels[0], '::before') : style;
          return [style, around].some((one) => one.outlineStyle !== 'none' || one.boxShadow !== 'none');
        });
        expect(seen, `focus on ${name} is visible`).toBe(true);
        return;
      }
    }
  }
  throw new Error(`${role} ${name} is not reached by Tab`);
}

test('the first Tab offers to skip to the content', async ({ page }) => {
  await page.goto('/');
  await settled(page);
  await page.keyboard.press('Tab');
  await expect(page.locator(':focus')).toHaveText('Đến nội dung chính');
  await page.keyboard.press('Enter');
  await expect(page.locator('main:focus, main :focus')).toHaveCount(1);
});

test('one can log in and answer a step with the keyboard alone', async ({ page, person, visitor }) => {
  await visitor.open('/');
  await tabTo(page, 'link', 'Đăng nhập');
  await visitor.leave(() => page.keyboard.press('Enter'));
  await tabTo(page, 'link', /Tài khoản cấp bởi dịch vụ công tỉnh Gia Lai/);
  await visitor.leave(() => page.keyboard.press('Enter'));
  await tabTo(page, 'textbox', /^Số CMND\/CCCD/);
  await page.keyboard.type(person.identityNumber);
  await tabTo(page, 'textbox', /^Mật khẩu/);
  await page.keyboard.type(person.password);
  await visitor.leave(() => page.keyboard.press('Enter'));
  await expect(page.getByRole('banner')).toContainText(person.name);

  await beginFiling(visitor, 'copies');
  await tabTo(page, 'radio', 'Có');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await tabTo(page, 'textbox', 'Số lượng bản sao');
  await page.keyboard.type('3');
  await tabTo(page, 'button', 'Tiếp tục');
  await visitor.leave(() => page.keyboard.press('Enter'));
  expect(visitor.step()).toBe('nhan-ket-qua');
});
