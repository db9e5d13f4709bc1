// Photographs the main pages into target/screenshots, and the pictures of the guide and the README where they belong:
// npm run screenshots
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test, type Browser, type Page } from '@playwright/test';
import { address } from '../harness/address.ts';
import { answer, steps } from '../harness/birth.ts';
import { Visitor } from '../harness/journey.ts';
import { somebody } from '../harness/people.ts';
import { settled } from '../harness/test.ts';

const project = resolve(import.meta.dirname, '../..');
const folder = join(project, 'target/screenshots');
const sizes = { 360: 740, 1280: 800 };

async function photograph(page: Page, name: string): Promise<void> {
  for (const [width, height] of Object.entries(sizes)) {
    await page.setViewportSize({ width: Number(width), height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** A picture of what a phone shows, as WebP of `width` × `height` device pixels. */
async function guidePicture(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 360, height: 540 });
  const png = await page.screenshot({ animations: 'disabled' });
  const blank = await page.context().browser()!.newPage();
  const webp = await blank.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    canvas.getContext('2d')!.drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.72);
  }, `data:image/png;base64,${png.toString('base64')}`);
  await blank.close();
  const file = Buffer.from(webp.split(',')[1], 'base64');
  mkdirSync(join(project, 'public/guide'), { recursive: true });
  writeFileSync(join(project, `public/guide/${name}.webp`), file);
  console.log(`public/guide/${name}.webp: ${file.length} bytes`);
}

async function visitor(browser: Browser, baseURL: string, language: 'vi' | 'en' = 'vi'): Promise<Visitor> {
  const context = await browser.newContext({ baseURL, deviceScaleFactor: 1.5, locale: language, viewport: { width: 360, height: 740 } });
  return new Visitor(await context.newPage(), language);
}

async function walk(browser: Browser, baseURL: string): Promise<void> {
  const person = { ...somebody(), name: 'Nguyễn Thị Hoa' };
  const one = await visitor(browser, baseURL);
  const page = one.page;
  for (const [name, where] of Object.entries({
    home: '/',
    catalogue: '/dich-vu-cong',
    search: '/dich-vu-cong?tim=lam+giay+khai+sinh',
    'search-asks-back': '/dich-vu-cong?tim=ket+hon',
    'search-nothing': '/dich-vu-cong?tim=xyzzy',
    online: '/dich-vu-cong-truc-tuyen',
    procedure: '/dich-vu-cong/1.001193',
    'procedure-at-desk': '/dich-vu-cong/2.001019',
    register: '/dang-ky',
    login: '/dang-nhap',
    'login-form': '/dang-nhap/tinh',
    tracking: '/tra-cuu',
    guide: '/huong-dan',
    'not-found': '/khong-co',
    design: '/design',
  })) {
    await page.goto(where);
    // On these no program runs.
    if (name !== 'design' && name !== 'not-found') await settled(page);
    await photograph(page, name);
    if (name === 'home') {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.screenshot({ path: join(project, 'docs/home.png'), scale: 'css', animations: 'disabled' });
    }
    if (name === 'login-form') await guidePicture(page, 'dang-nhap');
    if (name === 'search') await guidePicture(page, 'tim-thu-tuc');
  }

  await one.open('/dang-ky');
  await one.provider();
  await one.press('Đăng ký tài khoản');
  await photograph(page, 'register-kind');
  await one.choose('Bạn đăng ký tài khoản cho ai?', 'Công dân');
  await one.press('Tiếp tục');
  await photograph(page, 'register-level');
  await one.choose('Chọn mức độ xác minh', 'Xác minh mức độ trung bình (IAL2)');
  await one.press('Tiếp tục');
  await one.fill('Số CMND/CCCD', '06419000123');
  await page.getByRole('main').getByRole('button', { name: 'Tiến hành đăng ký' }).click();
  await settled(page);
  await photograph(page, 'register-number-wrong');
  await one.fill('Số CMND/CCCD', person.identityNumber);
  await one.press('Tiến hành đăng ký');
  await guidePicture(page, 'dang-ky');
  await photograph(page, 'register-details');
  await one.leave(() => page.getByRole('main').getByRole('button', { name: 'Đăng ký', exact: true }).click());
  await photograph(page, 'register-details-wrong');
  await one.details(person);
  await one.press('Đăng ký', page.getByRole('main'));
  await photograph(page, 'register-mail');
  await one.confirm(person);
  await photograph(page, 'register-confirmed');
  await one.logIn(person);
  await photograph(page, 'home-logged-in');

  await one.open('/dich-vu-cong/1.001193');
  await one.begin();
  for (const step of steps) {
    await photograph(page, `filing-${step}`);
    if (step === 'child') {
      await one.fill('Ngày, tháng, năm sinh', '31/02/2026');
      await one.leave(() => page.getByRole('main').getByRole('button', { name: 'Tiếp tục' }).click());
      await photograph(page, 'filing-child-wrong');
    }
    await answer(one, step);
    if (step === 'thanh-phan-ho-so') {
      await photograph(page, 'filing-papers-done');
      await page.locator('main .upload').first().scrollIntoViewIfNeeded();
      await guidePicture(page, 'nop-ho-so');
    }
    await one.press(step === 'kiem-tra' ? 'Nộp hồ sơ' : 'Tiếp tục', page.getByRole('main'));
  }
  await guidePicture(page, 'theo-doi');
  await photograph(page, 'receipt');
  const code = await one.code();
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 559, height: 794 });
  await page.screenshot({ path: join(folder, 'receipt-print-a5.png') });
  await page.emulateMedia({ media: 'screen' });
  await one.open('/ho-so');
  await photograph(page, 'dossiers');
  await page.goto(`/ho-so/${code}`);
  await settled(page);
  await photograph(page, 'dossier');
  await one.open('/tra-cuu');
  await one.fill('Mã hồ sơ', code);
  await one.fill('Bốn số cuối', person.identityNumber.slice(-4));
  await one.press('Tra cứu', page.getByRole('main'));
  await photograph(page, 'tracking-found');
}

async function english(browser: Browser, baseURL: string): Promise<void> {
  const { page } = await visitor(browser, baseURL, 'en');
  for (const [name, where] of Object.entries({ home: '/en', procedure: '/en/dich-vu-cong/1.001193', register: '/en/dang-ky', guide: '/en/huong-dan' })) {
    await page.goto(where);
    await settled(page);
    await photograph(page, `english-${name}`);
  }
}

test('the journey', async ({ browser }) => walk(browser, address));
test('in English', async ({ browser }) => english(browser, address));
