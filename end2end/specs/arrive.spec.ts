import { createHash, randomBytes } from 'node:crypto';
import { deflateSync, crc32 } from 'node:zlib';
import type { Locator, Page } from '@playwright/test';
import { beginFiling, expect, test } from '../harness/member.ts';
import { pdf, photo, type Paper } from '../harness/papers.ts';

const certificate = 'Giấy chứng sinh';
const card = (page: Page): Locator => page.getByRole('region', { name: certificate, exact: true });
const rows = (page: Page): Locator => card(page).getByRole('listitem');
const status = (page: Page): Locator => card(page).getByRole('status');
const heading = (page: Page): Locator => card(page).getByRole('heading', { name: certificate });
const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** What the portal hands out of a file, by the page on which the answers are checked. */
async function kept(page: Page, name: string): Promise<Buffer> {
  await page.goto(page.url().replace(/[^/]*$/, 'kiem-tra'));
  const link = page.getByRole('main').getByRole('link', { name });
  return (await page.request.get((await link.getAttribute('href'))!)).body();
}

/** The line carries so many bytes a second up. */
async function narrow(page: Page, bytes: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 20,
    downloadThroughput: -1,
    uploadThroughput: bytes,
  });
}

/** A picture of `width` × `height` points as PNG, with noise so that it weighs something. */
function png(name: string, width: number, height: number): Paper {
  const chunk = (kind: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body), 0);
    return Buffer.concat([frame.subarray(0, 4), body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const lines = Buffer.alloc(height * (width + 1));
  for (let line = 0; line < height; line += 1) randomBytes(width / 4).copy(lines, line * (width + 1) + 1);
  return {
    name,
    mimeType: 'image/png',
    buffer: Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', head),
      chunk('IDAT', deflateSync(lines)),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  };
}

/** Carries files over the card and lets them fall, or pastes them. */
async function hand(page: Page, how: 'drop' | 'paste', files: Paper[]): Promise<void> {
  const data = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }));
  await card(page).evaluate(
    (element, { how, data }) => {
      const carried = new DataTransfer();
      for (const { name, mimeType, base64 } of data) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        carried.items.add(new File([bytes], name, { type: mimeType }));
      }
      if (how === 'paste') {
        element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: carried, bubbles: true, cancelable: true }));
        return;
      }
      for (const kind of ['dragover', 'drop']) {
        element.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
      }
    },
    { how, data },
  );
}

/** Answers what the page asks, so that only papers keep one from going on. */
async function answerNo(page: Page): Promise<void> {
  for (const one of await page.getByRole('main').getByRole('radio', { name: 'Không', exact: true }).all()) await one.check();
}

/** A photo of a kind that this browser cannot read. */
function heic(name: string): Paper {
  const buffer = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), randomBytes(5000)]);
  return { name, mimeType: 'image/heic', buffer };
}

const film = { mimeType: 'video/mp4', buffer: Buffer.from('\0\0\0\x18ftypisom') };

test.beforeEach(async ({ member }) => beginFiling(member, 'thanh-phan-ho-so'));

for (const how of ['drop', 'paste'] as const) {
  test(`files arrive by ${how}`, async ({ page }) => {
    await hand(page, how, [pdf('mặt trước.pdf', 'one'), pdf('mặt sau.pdf', 'two')]);
    await expect(rows(page)).toHaveText([/mặt trước\.pdf\s*Đã nhận/, /mặt sau\.pdf\s*Đã nhận/]);
  });
}

test('a file is stopped, goes on, and another is dismissed', async ({ member, page }) => {
  await narrow(page, 400_000);
  await member.files(card(page)).setInputFiles([pdf('lớn.pdf', 'one', 2_000_000), pdf('nhỏ.pdf', 'two')]);
  const large = rows(page).filter({ hasText: 'lớn.pdf' });
  await expect(large).toContainText(/\d+ %, còn khoảng \d+ giây · \d+.kB\/giây/);
  await large.getByRole('button', { name: /^Dừng/ }).click();
  await expect(large).toContainText(/Đã dừng ở \d+ %/);
  await expect(rows(page).filter({ hasText: 'nhỏ.pdf' })).toContainText('Đã nhận');
  await large.getByRole('button', { name: /^Gửi tiếp/ }).click();
  await member.files(card(page)).setInputFiles(pdf('nhầm.pdf', 'three'));
  await rows(page).filter({ hasText: 'nhầm.pdf' }).getByRole('button', { name: /^Bỏ/ }).click();
  await expect(rows(page).filter({ hasText: 'nhầm.pdf' })).toHaveCount(0);
  await expect(large).toContainText('Đã nhận', { timeout: 20_000 });
  await expect(rows(page)).toHaveCount(2);
});

test('what no rule takes is refused before a byte is sent', async ({ member, page }) => {
  let sent = 0;
  page.on('request', (request) => (sent += Number(request.url().includes('/files/'))));
  await member.files(card(page)).setInputFiles({ name: 'phim.mp4', mimeType: 'video/mp4', buffer: Buffer.from('\0\0\0\x18ftypisom') });
  await expect(rows(page)).toContainText('Không nhận được video');
  expect(sent).toBe(0);
});

test('files that are kept are put in order', async ({ member, page }) => {
  await member.files(card(page)).setInputFiles(['a.pdf', 'b.pdf', 'c.pdf'].map((name) => pdf(name, name)));
  await expect(rows(page)).toHaveText([/a\.pdf/, /b\.pdf/, /c\.pdf\s*Đã nhận/]);
  await rows(page).filter({ hasText: 'c.pdf' }).getByRole('button', { name: /^Xếp lên trước/ }).click();
  await expect(rows(page)).toHaveText([/a\.pdf/, /c\.pdf/, /b\.pdf/]);
});

test('who goes on while a file is on its way goes on when it has arrived', async ({ member, page }) => {
  await answerNo(page);
  await narrow(page, 400_000);
  await member.files(card(page)).setInputFiles(pdf('lớn.pdf', 'one', 1_500_000));
  await expect(rows(page)).toContainText('%');
  await page.getByRole('main').getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(page.getByRole('main')).toContainText('Đang gửi nốt 1 tệp');
  await expect(page).toHaveURL(/kiem-tra$/, { timeout: 20_000 });
  await expect(page.getByRole('main')).toContainText('lớn.pdf');
});

test('a photo is made light on the device, and is looked at before it is sent', async ({ page }) => {
  const taken = png('ảnh.png', 3000, 4000);
  await card(page).locator('input[capture]').setInputFiles(taken);
  await expect(card(page)).toContainText('Xem lại ảnh');
  const picture = rows(page).getByRole('img', { name: 'Ảnh 1', exact: true });
  await expect(picture).toHaveAttribute('src', /^blob:/);
  expect(await picture.evaluate((image) => getComputedStyle(image).objectFit)).toBe('contain');
  expect((await picture.boundingBox())!.width).toBeGreaterThan((await rows(page).boundingBox())!.width * 0.8);
  await expect(rows(page).getByRole('link', { name: 'Xem ảnh lớn' })).toHaveAttribute('href', /^blob:/);
  await expect(status(page)).toHaveText(/^Ảnh đã sẵn sàng\. Xem lại ảnh/);
  await expect(rows(page)).toContainText(/Ảnh .+, sau khi thu nhỏ .+, chưa gửi/);
  await card(page).getByRole('button', { name: /^Gửi ·/ }).click();
  await expect(rows(page)).toContainText('Đã nhận');
  const arrived = await kept(page, 'ảnh.jpg');
  expect(arrived.subarray(0, 3).toString('hex')).toBe('ffd8ff');
  expect(arrived.length).toBeLessThan(taken.buffer.length);
});

test('whoever wants photos as they are sends them byte for byte', async ({ member, page }) => {
  await page.getByRole('checkbox', { name: /^Thu nhỏ ảnh/ }).uncheck();
  const taken = png('ảnh.png', 3000, 4000);
  await member.files(card(page)).setInputFiles(taken);
  await expect(rows(page)).toContainText('Đã nhận');
  expect(hash(await kept(page, 'ảnh.png'))).toBe(hash(taken.buffer));
});

test('several photos become the pages of one PDF, in the order one wants', async ({ member, page }) => {
  await member.files(card(page)).setInputFiles([await photo(page, 'một.jpg'), await photo(page, 'hai.jpg'), await photo(page, 'ba.jpg')]);
  await expect(card(page)).toContainText('3 ảnh này là các trang của một giấy?');
  await rows(page).filter({ hasText: 'ba.jpg' }).getByRole('button', { name: /^Xếp lên trước/ }).click();
  await expect(rows(page)).toHaveText([/một/, /ba/, /hai/]);
  await page.getByRole('main').getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(page.getByRole('main')).toContainText('Còn 3 tệp chưa gửi');
  await expect(card(page).locator('.paper-ask')).toContainText('Còn 3 tệp chưa gửi: một.jpg, ba.jpg, hai.jpg');
  const bind = card(page).getByRole('button', { name: /^Gộp thành một PDF .+ Giấy chứng sinh$/ });
  await expect(bind).toBeFocused();
  await bind.click();
  await expect(heading(page)).toBeFocused();
  await expect(rows(page)).toHaveText([/Giấy chứng sinh \(3 trang\)\.pdf\s*Đã nhận/]);
  const bound = (await kept(page, 'Giấy chứng sinh (3 trang).pdf')).toString('latin1');
  expect(bound.startsWith('%PDF-')).toBe(true);
  expect(bound.match(/\/Type\s*\/Page\b/g)).toHaveLength(3);
});

test('a photo that this browser cannot read is explained, and arrives as it is', async ({ member, page }) => {
  const taken = heic('IMG_1.HEIC');
  await member.files(card(page)).setInputFiles(taken);
  await expect(rows(page)).toContainText('chưa xem trước được ảnh kiểu iPhone');
  await card(page).getByRole('button', { name: /^Gửi ·/ }).click();
  await expect(rows(page)).toContainText('Đã nhận');
  expect(hash(await kept(page, 'IMG_1.HEIC'))).toBe(hash(taken.buffer));
});

test('where every byte counts sizes are shown before a file is sent, and photos are offered small', async ({ page }) => {
  await page.setExtraHTTPHeaders({ 'save-data': 'on' });
  // The line of this browser is good; it only asks for little.
  await page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-papers', '');
  await expect(page.locator('html')).not.toHaveAttribute('data-hydrated');
  await card(page).locator('input[multiple].file-input').setInputFiles(png('ảnh.png', 3000, 4000));
  await expect(card(page)).toContainText('Mạng đang chậm hoặc đang tiết kiệm dữ liệu');
  await expect(card(page).getByRole('button', { name: /^Gửi ảnh gốc · \d/ })).toBeVisible();
  await card(page).getByRole('button', { name: /^Gửi · \d+.kB/ }).click();
  await expect(rows(page)).toHaveText([/ảnh\.jpg\s*Đã nhận/]);
  // The page was loaded anew to show it.
  await expect(rows(page).locator('button[value^="withdraw:"]')).toBeVisible();
  await card(page).locator('input[multiple].file-input').setInputFiles(pdf('giấy.pdf', 'two'));
  await expect(card(page)).toContainText(/Mạng chậm\. Gửi \d+.kB bây giờ\?/);
});

test('photos that are chosen after a mistake are shown and asked about', async ({ member, page }) => {
  await page.getByRole('main').getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(page.locator('#error-summary')).toBeFocused();
  const files = member.files(card(page));
  await expect(files).toHaveAttribute('aria-invalid', 'true');
  await expect(files).toHaveAccessibleDescription(/^Lỗi: /);
  await files.setInputFiles([await photo(page, 'một.jpg'), await photo(page, 'hai.jpg')]);
  await expect(rows(page)).toHaveText([/một\.jpg.+chưa gửi/, /hai\.jpg.+chưa gửi/]);
  await expect(card(page)).toContainText('2 ảnh này là các trang của một giấy?');
});

test('nobody goes on without a file unawares', async ({ member, page }) => {
  const main = page.getByRole('main');
  const next = main.getByRole('button', { name: 'Tiếp tục' });
  await answerNo(page);
  await member.files(card(page)).setInputFiles(pdf('nhỏ.pdf', 'one'));
  await expect(rows(page)).toContainText('Đã nhận');
  await narrow(page, 100_000);
  await member.files(card(page)).setInputFiles(pdf('lớn.pdf', 'two', 3_000_000));
  const large = rows(page).filter({ hasText: 'lớn.pdf' });
  await expect(large).toContainText('%');
  for (let press = 0; press < 2; press += 1) {
    await next.click();
    await expect(main).toContainText('Đang gửi nốt 1 tệp');
    await expect(main.getByRole('button', { name: 'Đi tiếp, không gửi lớn.pdf' })).toBeVisible();
  }
  await large.getByRole('button', { name: /^Dừng/ }).click();
  await expect(large.getByRole('button', { name: /^Gửi tiếp/ })).toBeFocused();
  await expect(main).toContainText('Còn 1 tệp chưa gửi: lớn.pdf');
  for (let press = 0; press < 2; press += 1) {
    await next.click();
    await expect(main).toContainText('Còn 1 tệp chưa gửi: lớn.pdf');
    expect(member.step()).toBe('thanh-phan-ho-so');
  }
  await main.getByRole('button', { name: 'Đi tiếp, không gửi lớn.pdf' }).click();
  await expect(page).toHaveURL(/kiem-tra$/);
  await expect(main).toContainText('nhỏ.pdf');
  await expect(main).not.toContainText('lớn.pdf');
});

test('what was chosen and not sent is there when the page is loaded anew', async ({ member, page }) => {
  await member.files(card(page)).setInputFiles([await photo(page, 'một.jpg'), pdf('hai.pdf', 'two'), await photo(page, 'ba.jpg')]);
  await expect(rows(page)).toHaveText([/một\.jpg.+chưa gửi/, /hai\.pdf.+chưa gửi/, /ba\.jpg.+chưa gửi/]);
  await page.reload();
  await expect(rows(page)).toHaveText([/một\.jpg.+chưa gửi/, /hai\.pdf.+chưa gửi/, /ba\.jpg.+chưa gửi/]);
  await rows(page).filter({ hasText: 'ba.jpg' }).getByRole('button', { name: /^Bỏ/ }).click();
  await card(page).getByRole('button', { name: /^Gửi từng tệp/ }).click();
  await expect(rows(page)).toHaveText([/một\.jpg\s*Đã nhận/, /hai\.pdf\s*Đã nhận/]);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-papers', '');
  await expect(rows(page)).toHaveText([/một\.jpg\s*Đã nhận/, /hai\.pdf\s*Đã nhận/]);
});

test('who puts a photo first by pressing twice drops nothing', async ({ member, page }) => {
  await member.files(card(page)).setInputFiles([await photo(page, 'image.jpg'), await photo(page, 'image.jpg')]);
  for (const name of ['Bỏ Ảnh 1: image.jpg', 'Bỏ Ảnh 2: image.jpg']) {
    await expect(card(page).getByRole('button', { name, exact: true })).toBeVisible();
  }
  await rows(page).nth(1).getByRole('button', { name: /^Xếp lên trước/ }).focus();
  for (let press = 0; press < 2; press += 1) await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).first()).toBeFocused();
  await expect(status(page)).toHaveText('Ảnh 2: image.jpg giờ là trang 1');
});

test('who wants photos as they are is not asked again after a mistake', async ({ member, page }) => {
  const treat = page.getByRole('checkbox', { name: /^Thu nhỏ ảnh/ });
  await treat.uncheck();
  await page.getByRole('main').getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(page.locator('#error-summary')).toBeFocused();
  await expect(treat).not.toBeChecked();
  await member.files(card(page)).setInputFiles(png('ảnh.png', 3000, 4000));
  await expect(rows(page)).toHaveText([/ảnh\.png\s*Đã nhận/]);
  await page.reload();
  await expect(treat).not.toBeChecked();
});

test('without a line nothing is said to be kept, and what was answered is kept once it is back', async ({ member, page, troubles }) => {
  troubles.expect(/ERR_FAILED|ERR_INTERNET_DISCONNECTED/);
  const main = page.getByRole('main');
  await member.files(card(page)).setInputFiles(pdf('a.pdf', 'one'));
  await expect(rows(page)).toContainText('Đã nhận');
  await expect(main).toContainText('Đã giữ lúc');
  await page.route(/dossier\/(save|arrange-paper)/, (route) => route.abort());
  await rows(page).getByRole('button', { name: /^Xóa/ }).click();
  await expect(card(page)).toContainText('Không kết nối được với cổng');
  await expect(main).not.toContainText('Đã giữ lúc');
  await page.unroute(/dossier\/(save|arrange-paper)/);
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(main).toContainText('Đã giữ lúc');

  await page.route(/dossier\/(save|arrange-paper)/, (route) => route.abort());
  await main.getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(main).not.toContainText('Đã giữ lúc');
  await expect(main).toContainText('Mất mạng. Phần đã điền vẫn còn');
  await page.unroute(/dossier\/(save|arrange-paper)/);

  await page.context().setOffline(true);
  const unsent = page.waitForEvent('requestfailed', (request) => request.url().includes('autosave'));
  await answerNo(page);
  await unsent;
  await page.context().setOffline(false);
  await expect(main).toContainText('Đã giữ lúc');
  await page.reload();
  for (const one of await main.getByRole('radio', { name: 'Không', exact: true }).all()) await expect(one).toBeChecked();
});

test('the focus stays where one is', async ({ member, page }) => {
  const files = member.files(card(page));
  await files.setInputFiles([pdf('a.pdf', 'one'), pdf('b.pdf', 'two')]);
  await expect(rows(page)).toHaveText([/a\.pdf\s*Đã nhận/, /b\.pdf\s*Đã nhận/]);
  await rows(page).nth(1).getByRole('button', { name: /^Xếp lên trước/ }).press('Enter');
  await expect(rows(page)).toHaveText([/b\.pdf/, /a\.pdf/]);
  await expect(heading(page)).toBeFocused();
  await expect(status(page)).toHaveText('b.pdf giờ là trang 1');
  await rows(page).nth(1).getByRole('button', { name: /^Xóa/ }).press('Enter');
  await expect(rows(page)).toHaveText([/b\.pdf/]);
  await expect(heading(page)).toBeFocused();
  await expect(status(page)).toHaveText('Đã xóa a.pdf');

  await narrow(page, 400_000);
  await files.setInputFiles(pdf('lớn.pdf', 'three', 1_500_000));
  await rows(page).filter({ hasText: 'lớn.pdf' }).getByRole('button', { name: /^Dừng/ }).focus();
  await expect(rows(page).filter({ hasText: 'lớn.pdf' })).toContainText('Đã nhận', { timeout: 20_000 });
  await expect(heading(page)).toBeFocused();

  await member.press('Quay lại', page.getByRole('main'));
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('all that was refused is said in one go, with its reasons', async ({ member, page }) => {
  await member.files(card(page)).setInputFiles([{ name: 'một.mp4', ...film }, { name: 'hai.mp4', ...film }]);
  await expect(status(page)).toHaveText(/Chưa nhận một\.mp4: .*video.* Chưa nhận hai\.mp4: .*video/);
});

test('what cannot be put into one PDF is not asked about as pages', async ({ member, page }) => {
  await member.files(card(page)).setInputFiles([await photo(page, 'một.jpg'), heic('hai.heic'), await photo(page, 'ba.jpg')]);
  await expect(card(page).getByRole('button', { name: /^Gửi từng tệp/ })).toBeVisible();
  await expect(card(page)).not.toContainText('là các trang của một giấy');
  await expect(card(page).getByRole('button', { name: /^Gộp/ })).toHaveCount(0);
});
