import { createHash, randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  const draft = /nop-ho-so\/([0-9a-f-]+)\//.exec(page.url())![1];
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const file = pdf();
  const breaks = breakOften(line);
  await new Promise<void>((done, failed) => {
    const upload: Upload = new Upload(file, {
      endpoint: `http://127.0.0.1:${linePort}/files/${draft}/birth_notification`,
      headers: { Cookie: cookies },
      metadata: { filename: name, filetype: 'application/pdf' },
      retryDelays: Array.from({ length: 60 }, () => 20),
      onError: failed,
      onSuccess: () => done(),
    });
    upload.start();
  });
  expect(breaks()).toBeGreaterThan(1);
  expect(line.sent() - file.length, 'bytes sent twice').toBeLessThan(breaks() * megabyte);
  expect(hash(await kept(page))).toBe(hash(file));
});

for (const leaves of [false, true]) {
  test(`the page goes on where the line broke${leaves ? ' when it was left and the file is chosen again' : ''}`, async ({
    member,
    page,
    troubles,
  }) => {
    troubles.expect(/ERR_|Failed to (load|fetch)/);
    await beginFiling(member, 'thanh-phan-ho-so');
    const where = new URL(page.url());
    const folder = mkdtempSync(join(tmpdir(), 'motcua-test-'));
    const path = join(folder, name);
    const file = pdf();
    writeFileSync(path, file);
    const choose = () => member.files(page.getByRole('region', { name: 'Giấy chứng sinh', exact: true })).setInputFiles(path);
    try {
      where.port = String(linePort);
      await page.goto(where.href);
      await settled(page);
      // What the page asks to send again. How much the browser itself repeats when a connection is reset is its own affair.
      let offsets: number[] = [];
      page.on('request', (request) => {
        if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
      });
      if (leaves) {
        const broken = line.breakAfter(4 * megabyte);
        await choose();
        await broken;
        await page.reload();
        await settled(page);
        offsets = [];
      } else {
        breakOften(line);
      }
      await choose();
      await expect(row(page)).toContainText('Đã nhận', { timeout: 60_000 });
      if (leaves) expect(offsets[0]).toBeGreaterThan(3 * megabyte);
      expect(offsets.at(-1), 'it goes on, and does not begin again').toBeGreaterThan(0);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
      expect(hash(await kept(page))).toBe(hash(file));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
