import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Page } from '@playwright/test';
import { Upload } from 'tus-js-client';
import { port } from '../harness/address.ts';
import { cuttingProxy, type Line } from '../harness/cutting-proxy.ts';
import { settled } from '../harness/test.ts';
import { beginFiling, expect, test } from '../harness/member.ts';

const megabyte = 1_000_000;
const name = 'giấy chứng sinh.pdf';

/** A PDF of some megabytes that nobody else has. */
function pdf(): Buffer {
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(6 * megabyte), Buffer.from('\ntrailer<</Root 1 0 R>>\n%%EOF\n')]);
}

/** Breaks the line again and again; says how often it has. */
function breakOften(line: Line): () => number {
  let breaks = 0;
  const next = async (): Promise<void> => {
    await line.breakAfter(randomInt(200_000, 2_500_000));
    breaks += 1;
    return next();
  };
  void next();
  return () => breaks;
}

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The row of the file on the page of the papers. */
const row = (page: Page) => page.getByRole('main').getByRole('listitem').filter({ hasText: name });

/** What the portal hands out of the file, by the page on which the answers are checked. */
async function kept(page: Page): Promise<Buffer> {
  await page.goto(page.url().replace(/[^/]*$/, 'kiem-tra'));
  const link = page.getByRole('main').getByRole('link', { name });
  return (await page.request.get((await link.getAttribute('href'))!)).body();
}

/** Sends a file by a public client of tus, as the person on the page, in so many pieces at once. */
async function send(page: Page, file: Buffer, to: number, parallelUploads: number): Promise<void> {
  const draft = /nop-ho-so\/([0-9a-f-]+)\//.exec(page.url())![1];
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  await new Promise<void>((done, failed) => {
    const upload: Upload = new Upload(file, {
      endpoint: `http://127.0.0.1:${to}/files/${draft}/birth_notification`,
      headers: { Cookie: cookies },
      metadata: { filename: name, filetype: 'application/pdf' },
      parallelUploads,
      retryDelays: Array.from({ length: 60 }, () => 20),
      onError: failed,
      onSuccess: () => done(),
    });
    upload.start();
  });
}

// One line at a time.
test.describe.configure({ mode: 'serial' });

const linePort = port + 9;
let line: Line;
test.beforeEach(async () => {
  line = await cuttingProxy(linePort, port);
});
test.afterEach(() => line.close());

test('a public client of tus goes on where the line broke, and the file arrives whole', async ({ member, page }) => {
  await beginFiling(member, 'thanh-phan-ho-so');
  const file = pdf();
  const breaks = breakOften(line);
  await send(page, file, linePort, 1);
  expect(breaks()).toBeGreaterThan(1);
  expect(line.sent() - file.length, 'bytes sent twice').toBeLessThan(breaks() * megabyte);
  expect(hash(await kept(page))).toBe(hash(file));
});

test('a public client of tus sends a file in pieces beside each other', async ({ member, page }) => {
  await beginFiling(member, 'thanh-phan-ho-so');
  const file = pdf();
  await send(page, file, port, 4);
  expect(hash(await kept(page))).toBe(hash(file));
});

/** The page of the papers over the line that breaks, and what it asks to send: how much the browser itself repeats when a connection is reset is its own affair. */
async function overTheLine(page: Page, address: string): Promise<number[]> {
  const offsets: number[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });
  const where = new URL(address);
  where.port = String(linePort);
  await page.goto(where.href);
  await settled(page);
  await expect(page.locator('html')).toHaveAttribute('data-papers', '');
  return offsets;
}

const certificate = (page: Page) => page.getByRole('region', { name: 'Giấy chứng sinh', exact: true });
const asFile = (buffer: Buffer, name_ = name) => ({ name: name_, mimeType: 'application/pdf', buffer });

test('the page goes on where the line broke', async ({ member, page, troubles }) => {
  troubles.expect(/ERR_|Failed to (load|fetch)/);
  await beginFiling(member, 'thanh-phan-ho-so');
  const offsets = await overTheLine(page, page.url());
  const file = pdf();
  breakOften(line);
  await member.files(certificate(page)).setInputFiles(asFile(file));
  await expect(row(page)).toContainText('Đã nhận', { timeout: 60_000 });
  expect(offsets.at(-1), 'it goes on, and does not begin again').toBeGreaterThan(0);
  expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  expect(hash(await kept(page))).toBe(hash(file));
});

for (const [how, hasRoom] of [
  ['by itself', true],
  ['when the file is chosen again, whatever its name is now', false],
] as const) {
  test(`an upload whose page was closed goes on ${how}`, async ({ member, page, troubles }) => {
    troubles.expect(/ERR_|Failed to (load|fetch)/);
    await beginFiling(member, 'thanh-phan-ho-so');
    if (!hasRoom) {
      await page.context().addInitScript(() => {
        const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (value: { file?: Blob }) {
          if (value.file) throw new DOMException('no room', 'QuotaExceededError');
          return put.call(this, value);
        };
      });
    }
    await overTheLine(page, page.url());
    const file = pdf();
    const cut = line.cutAfter(4 * megabyte);
    await member.files(certificate(page)).setInputFiles(asFile(file));
    await cut;
    const where = page.url();
    await page.close();
    line.mend();

    const again = await page.context().newPage();
    const offsets = await overTheLine(again, where);
    if (!hasRoom) {
      await expect(row(again)).toContainText('Chọn lại đúng tệp này');
      await certificate(again).locator('input[multiple].file-input').setInputFiles(asFile(file, 'tên khác.pdf'));
    }
    await expect(row(again)).toContainText('Đã nhận', { timeout: 60_000 });
    expect(offsets[0], 'what has arrived is not sent again').toBeGreaterThan(3 * megabyte);
    await expect(certificate(again).getByRole('listitem')).toHaveCount(1);
    expect(hash(await kept(again))).toBe(hash(file));
  });
}
