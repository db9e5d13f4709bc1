import type { Page } from '@playwright/test';
import { accessible } from '../harness/axe.ts';
import { answer, steps } from '../harness/birth.ts';
import { beginFiling, expect, test } from '../harness/member.ts';
import { fits } from '../harness/fits.ts';
import { settled } from '../harness/test.ts';

const open = ['/', '/en', '/dang-ky', '/dang-nhap', '/dang-nhap/tinh', '/dich-vu-cong', '/dich-vu-cong?tim=khai+sinh',
  '/dich-vu-cong/1.001193', '/dich-vu-cong-truc-tuyen', '/tra-cuu', '/huong-dan', '/design'];

/** The page of all components has no program. */
async function visit(page: Page, where: string): Promise<void> {
  await page.goto(where);
  if (where !== '/design') await settled(page);
}

for (const [name, viewport] of [['320 px', { width: 320, height: 640 }], ['400 % zoom', { width: 320, height: 256 }]] as const) {
  test.describe(name, () => {
    test.use({ viewport, javaScriptEnabled: name === '400 % zoom' });

    test('nothing scrolls sideways on public pages', async ({ page }) => {
      for (const where of open) {
        await visit(page, where);
        await fits(page);
      }
    });
  });
}

const ownPages = ['/tai-khoan', '/tai-khoan/phien', '/tai-khoan/mat-khau', '/tai-khoan/hop-thu', '/tai-khoan/hop-thu/ma',
  '/tai-khoan/dien-thoai', '/tai-khoan/dien-thoai/ma', '/tai-khoan/xac-thuc', '/tai-khoan/xac-thuc/ma-khoi-phuc',
  '/tai-khoan/xac-nhan', '/tai-khoan/du-lieu', '/nop-ho-so?thu-tuc=1.012765'];
const waysBackIn = ['/dang-nhap/quen-mat-khau', '/dang-nhap/quen-mat-khau/ma', '/dang-nhap/quen-mat-khau/0', '/dang-nhap/mo-khoa/0',
  '/tai-khoan/du-lieu/giu/0', '/dang-nhap/buoc-hai', '/dang-nhap/ma-xac-nhan'];

test.describe('320 px', () => {
  test.use({ viewport: { width: 320, height: 640 } });

  for (const prefix of ['', '/en']) {
    test.describe(prefix || '/', () => test('pages about accounts are narrow and accessible', async ({ member, page, context }) => {
      for (const where of ownPages) {
        await member.open(prefix + where);
        await expect(page.getByRole('heading', { level: 1 }), where).toBeVisible();
        await fits(page);
        await accessible(page);
      }
      await context.clearCookies();
      for (const where of waysBackIn) {
        await visit(page, prefix + where);
        await fits(page);
        await accessible(page);
      }
    }));
  }

  test('nothing scrolls sideways while filing', async ({ member, page }) => {
    await fits(page);
    await beginFiling(member, steps[0]);
    for (const step of steps) {
      await fits(page);
      await answer(member, step);
      await fits(page);
      await member.press(step === 'kiem-tra' ? 'Nộp hồ sơ' : 'Tiếp tục', page.getByRole('main'));
    }
    await fits(page);
    await member.open('/ho-so');
    await fits(page);
  });
});

test.describe('a phone', () => {
  test.use({ viewport: { width: 360, height: 640 } });

  test('the open menu lies over nothing', async ({ page }) => {
    await visit(page, '/');
    await page.getByRole('banner').locator('summary').click();
    const last = await page.getByRole('banner').locator('details').getByRole('link').last().boundingBox();
    const main = await page.getByRole('main').boundingBox();
    expect(last!.y + last!.height).toBeLessThanOrEqual(main!.y);
  });

  test('a link of the summary shows the question that it leads to', async ({ page }) => {
    await visit(page, '/dang-nhap/tinh');
    await page.getByRole('main').getByRole('button', { name: 'Đăng nhập', exact: true }).click();
    await settled(page);
    await page.locator('#error-summary').getByRole('link').last().click();
    await expect(page.getByLabel('Mật khẩu')).toBeFocused();
    await expect(page.getByText('Mật khẩu', { exact: true })).toBeInViewport();
    await expect(page.locator('#f-password-error')).toBeInViewport();
  });
});

for (const scheme of [{ colorScheme: 'dark' }, { forcedColors: 'active' }, { contrast: 'more' }, { reducedMotion: 'reduce' }] as const) {
  test.describe(JSON.stringify(scheme), () => {
    test.use({ contextOptions: scheme as object });

    test('pages are whole and accessible', async ({ page }) => {
      for (const where of open) {
        await visit(page, where);
        await accessible(page);
      }
    });
  });
}

test('dark pages are dark', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/');
  const light = await page.evaluate(() => {
    const [red, green, blue] = getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g)!.map(Number);
    return (red + green + blue) / 3;
  });
  expect(light).toBeLessThan(60);
});

test('buttons have real borders in forced colours', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto('/dang-nhap/tinh');
  const border = await page.getByRole('main').getByRole('button').first().evaluate((button) => {
    const style = getComputedStyle(button);
    return `${style.borderTopStyle} ${parseFloat(style.borderTopWidth) > 0}`;
  });
  expect(border).toBe('solid true');
});
