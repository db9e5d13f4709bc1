import type { Cookie } from '@playwright/test';
import { expect, path, settled } from './test.ts';
import { Visitor } from './journey.ts';
import { authenticatorCode } from './totp.ts';

/** An officer of the demonstration, see README.md. */
export interface Officer {
  number: string;
  password: string;
}

/** The officers of the demonstration, all of Trung tâm Phục vụ hành chính công tỉnh Gia Lai (H21.01). */
export const officers = {
  deskOfficer: { number: '064188002001', password: 'hoa dao no som mai' },
  specialist: { number: '052084002002', password: 'ruong bac thang xanh' },
  leader: { number: '064181002003', password: 'song ba chay ve xuoi' },
  administrator: { number: '052090002004', password: 'trang ram tren nui cao' },
} satisfies Record<string, Officer>;

/** The secret of the authenticator app of all of them. */
const secret = 'NVXXIIDDOVQSAZDFNVXSA33GMZUWGZLS';

/** Where they work, as pages write it. */
export const agency = 'Trung tâm Phục vụ hành chính công tỉnh Gia Lai';

/** Who is logged in already in this process: each code of the app works once, so logging in again may have to wait. */
const sessions = new Map<string, Cookie[]>();

/** Logs the visitor in as an officer, with password and authenticator app. */
export async function logInAsOfficer(visitor: Visitor, officer: Officer): Promise<void> {
  const { page } = visitor;
  await visitor.open('/dang-nhap');
  const known = `${new URL(page.url()).origin} ${officer.number}`;
  const kept = sessions.get(known);
  if (kept) {
    await page.context().addCookies(kept);
    await page.goto(path(visitor.language, '/tai-khoan'));
    if (new URL(page.url()).pathname.endsWith('/tai-khoan')) {
      await settled(page);
      return;
    }
  }
  await visitor.open('/dang-nhap');
  await visitor.provider();
  await visitor.fill('Số CMND/CCCD', officer.number);
  await visitor.fill('Mật khẩu', officer.password);
  await visitor.press('Đăng nhập', page.getByRole('main'));
  await showCode(visitor, secret);
  sessions.set(known, (await page.context().cookies()).filter((cookie) => cookie.name.endsWith('motcua')));
}

/** At the step of the second factor: types codes until one is taken that nobody has used yet. */
export async function showCode(visitor: Visitor, secret: string): Promise<void> {
  const { page } = visitor;
  for (const later of [0, 30_000, 30_000]) {
    await expect(page).toHaveURL(/\/dang-nhap\/buoc-hai/);
    await visitor.fill('Mã trong ứng dụng xác thực', authenticatorCode(secret, Date.now() + later));
    await visitor.press('Đăng nhập', page.getByRole('main'));
    if (!page.url().includes('/dang-nhap/buoc-hai')) return;
    if (later > 0) await page.waitForTimeout(30_000);
  }
  throw new Error('No code of the authenticator app was taken.');
}

/** Sets up an authenticator app from the page of second factors, up to the recovery codes being put away; its secret. */
export async function setUpApp(visitor: Visitor): Promise<string> {
  const { page } = visitor;
  await visitor.press('Thêm ứng dụng xác thực');
  const secret = (await page.locator('.secret').innerText()).replace(/\s/g, '');
  do {
    // Of the step before, so that the one that is shown now is left for a login.
    await visitor.fill('Mã ứng dụng đang hiện', authenticatorCode(secret, Date.now() - 30_000));
    await visitor.press('Xác nhận', page.getByRole('main'));
  } while ((await page.locator('#error-summary').count()) > 0);
  await visitor.press('Tôi đã cất mã');
  return secret;
}
