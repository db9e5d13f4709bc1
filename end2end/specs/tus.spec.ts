import { createHash, randomBytes, randomInt } from 'node:crypto';
import { Upload } from 'tus-js-client';
import { port } from '../harness/address.ts';
import { cuttingProxy } from '../harness/cutting-proxy.ts';
import { beginFiling, expect, test } from '../harness/member.ts';

const megabyte = 1_000_000;
const linePort = port + 9;

test('a public client of tus goes on where the line broke, and the file arrives whole', async ({ member, page }) => {
  await beginFiling(member, 'thanh-phan-ho-so');
  const draft = /nop-ho-so\/([0-9a-f-]+)\//.exec(page.url())![1];
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const head = Buffer.from('%PDF-1.7\n');
  const tail = Buffer.from('\ntrailer<</Root 1 0 R>>\n%%EOF\n');
  const file = Buffer.concat([head, randomBytes(6 * megabyte), tail]);

  const line = await cuttingProxy(linePort, port);
  let breaks = 0;
  const breakSometimes = async () => {
    for (;;) {
      await line.breakAfter(randomInt(200_000, 1_500_000));
      breaks += 1;
    }
  };
  void breakSometimes();
  const url = await new Promise<string>((done, failed) => {
    const upload: Upload = new Upload(file, {
      endpoint: `http://127.0.0.1:${linePort}/files/${draft}/birth_notification`,
      headers: { Cookie: cookies },
      metadata: { filename: 'giấy chứng sinh.pdf', filetype: 'application/pdf' },
      retryDelays: Array.from({ length: 60 }, () => 20),
      onError: failed,
      onSuccess: () => done(upload.url!),
    });
    upload.start();
  });
  line.close();
  expect(breaks).toBeGreaterThan(2);
  expect(line.sent() - file.length, 'bytes sent twice').toBeLessThan(breaks * megabyte);

  const paper = url.split('/').pop();
  const kept = await page.request.get(`/giay-to/${paper}`);
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  expect(hash(await kept.body())).toBe(hash(file));
  await page.reload();
  const papers = page.getByRole('main').getByRole('listitem').filter({ hasText: 'giấy chứng sinh.pdf' });
  await expect(papers).toContainText('Đã nhận');
});
