import { createHash, randomBytes } from 'node:crypto';
import { deflateSync, crc32 } from 'node:zlib';
import type { Locator, Page } from '@playwright/test';
import { beginFiling, expect, test } from '../harness/member.ts';
import { pdf, photo, type Paper } from '../harness/papers.ts';

const certificate = 'Giấy chứng sinh';
const card = (page: Page): Locator => page.getByRole('region', { name: certificate, exact: true });
const rows = (page: Page): Locator => card(page).getByRole('listitem');
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
  await expect(large).toContainText(/\d+ % · \d+.kB\/giây, còn khoảng \d+ giây/);
  await large.getByRole('button', { name: /^Dừng/ }).click();
  await expect(large).toContainText(/Đã dừng ở \d+ %/);
  await expect(rows(page).filter({ hasText: 'nhỏ.pdf' })).toContainText('Đã nhận');
  await large.getByRole('button', { name: /^Tải tiếp/ }).click();
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
  await rows(page).filter({ hasText: 'c.pdf' }).getByRole('button', { name: /^Đưa lên/ }).click();
  await expect(rows(page)).toHaveText([/a\.pdf/, /c\.pdf/, /b\.pdf/]);
});

test('who goes on while a file is on its way goes on when it has arrived', async ({ member, page }) => {
  for (const question of await page.getByRole('main').getByRole('group').filter({ has: page.getByRole('radio') }).all()) {
    await question.getByRole('radio', { name: 'Không', exact: true }).check();
  }
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
  await expect(rows(page).locator('img')).toHaveAttribute('src', /^blob:/);
  await expect(rows(page)).toContainText(/Ảnh .+, bản gọn .+, chưa gửi/);
  await card(page).getByRole('button', { name: /^Gửi ·/ }).click();
  await expect(rows(page)).toContainText('Đã nhận');
  const arrived = await kept(page, 'ảnh.jpg');
  expect(arrived.subarray(0, 3).toString('hex')).toBe('ffd8ff');
  expect(arrived.length).toBeLessThan(taken.buffer.length);
});

test('whoever wants photos as they are sends them byte for byte', async ({ member, page }) => {
  await page.getByRole('checkbox', { name: /^Làm gọn ảnh/ }).uncheck();
  const taken = png('ảnh.png', 3000, 4000);
  await member.files(card(page)).setInputFiles(taken);
  await expect(rows(page)).toContainText('Đã nhận');
  expect(hash(await kept(page, 'ảnh.png'))).toBe(hash(taken.buffer));
});

test('several photos become the pages of one PDF, in the order one wants', async ({ member, page }) => {
  await member.files(card(page)).setInputFiles([await photo(page, 'một.jpg'), await photo(page, 'hai.jpg'), await photo(page, 'ba.jpg')]);
  await expect(card(page)).toContainText('3 ảnh này là các trang của một giấy?');
  await rows(page).filter({ hasText: 'ba.jpg' }).getByRole('button', { name: /^Đưa lên/ }).click();
  await expect(rows(page)).toHaveText([/một/, /ba/, /hai/]);
  await page.getByRole('main').getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(page.getByRole('main')).toContainText('Còn 3 tệp chưa gửi');
  await card(page).getByRole('button', { name: /^Gộp thành một PDF/ }).click();
  await expect(rows(page)).toHaveText([/Giấy chứng sinh \(3 trang\)\.pdf\s*Đã nhận/]);
  const bound = (await kept(page, 'Giấy chứng sinh (3 trang).pdf')).toString('latin1');
  expect(bound.startsWith('%PDF-')).toBe(true);
  expect(bound.match(/\/Type\s*\/Page\b/g)).toHaveLength(3);
});

test('a photo that this browser cannot read is explained, and arrives as it is', async ({ member, page }) => {
  const taken = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), randomBytes(5000)]);
  await member.files(card(page)).setInputFiles({ name: 'IMG_1.HEIC', mimeType: 'image/heic', buffer: taken });
  await expect(rows(page)).toContainText('chưa đổi được sang JPEG');
  await card(page).getByRole('button', { name: /^Gửi ·/ }).click();
  await expect(rows(page)).toContainText('Đã nhận');
  expect(hash(await kept(page, 'IMG_1.HEIC'))).toBe(hash(taken));
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
});
