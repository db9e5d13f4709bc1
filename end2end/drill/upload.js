// Sends files by tus-js-client, as it is: a line of JSON each on the standard input, a line of answer each.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Upload } from 'tus-js-client';

for await (const line of createInterface({ input: process.stdin })) {
  const { endpoint, file, cookie } = JSON.parse(line);
  try {
    await new Promise((done, failed) => {
      const upload = new Upload(readFileSync(file), {
        endpoint,
        headers: { Cookie: cookie },
        metadata: { filename: 'giấy chứng sinh.pdf', filetype: 'application/pdf' },
        retryDelays: Array(100).fill(20),
        onError: failed,
        onSuccess: done,
      });
      upload.start();
    });
    console.log('done');
  } catch (error) {
    console.log(`failed: ${String(error).replaceAll('\n', ' ')}`);
  }
}
