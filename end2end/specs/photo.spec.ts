import { expect, test } from '../harness/member.ts';

/** EXIF data of a phone that was held upright while its sensor lies: orientation 6, and where it was. */
const exif = [
  ...'Exif\0\0MM\0*\0\0\0\x08\0\x02', '\x01\x12\0\x03\0\0\0\x01\0\x06\0\0', '\x88\x25\0\x04\0\0\0\x01\0\0\0\x26', '\0\0\0\0',
  'GPS 13.98N 108.00E',
].join('');

test('the worker treats photos under the policy of the site', async ({ member: _, page, troubles }) => {
  troubles.expect(/nothing\.wasm/);
  const shown = await page.evaluate(async (exif) => {
    type Answer = { id: number; reason?: string; bytes: ArrayBuffer; thumbnail: ArrayBuffer; width: number; height: number };
    const { photoGlue, photoProgram } = document.documentElement.dataset;
    const begin = (program: string) => {
      const worker = new Worker(`${photoGlue}#${program}`, { type: 'module' });
      let last = 0;
      const ask = (what: string, rest: object) => new Promise<Answer>((done) => {
        const id = (last += 1);
        const answered = ({ data }: MessageEvent<Answer>) => {
          if (data.id !== id) return;
          worker.removeEventListener('message', answered);
          done(data);
        };
        worker.addEventListener('message', answered);
        worker.postMessage({ id, what, ...rest });
      });
      const ended = new Promise<string>((done) => worker.addEventListener('error', (event) => done(event.type)));
      return { ask, ended };
    };
    const text = (bytes: ArrayBuffer) => new TextDecoder('latin1').decode(bytes);
    const size = async (bytes: ArrayBuffer) => {
      const picture = await createImageBitmap(new Blob([bytes]));
      return [picture.width, picture.height];
    };

    // Twelve million pixels of a page with print on it, as a phone stores them.
    const canvas = new OffscreenCanvas(4032, 3024);
    const drawing = canvas.getContext('2d')!;
    const light = drawing.createLinearGradient(0, 0, 4032, 3024);
    light.addColorStop(0, '#f4f1ea');
    light.addColorStop(1, '#a9a59c');
    drawing.fillStyle = light;
    drawing.fillRect(0, 0, 4032, 3024);
    drawing.translate(0, 3024);
    drawing.rotate(-Math.PI / 2);
    drawing.fillStyle = '#223';
    drawing.font = '52px serif';
    for (let line = 0; line < 48; line += 1) {
      drawing.fillText(`${line} Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập, Tự do, Hạnh phúc. Giấy chứng sinh số ${line * 7919}, cấp ngày 12/11/2026 tại Gia Lai`, 200, 300 + line * 76);
    }
    const plain = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.93 })).arrayBuffer());
    const segment = Uint8Array.from([0xff, 0xe1, 0, exif.length + 2, ...Array.from(exif, (letter) => letter.charCodeAt(0))]);
    const photo = new Blob([plain.slice(0, 2), segment, plain.slice(2)], { type: 'image/jpeg' });

    const worker = begin(photoProgram!);
    const first = performance.now();
    const broken = await worker.ask('prepare', { file: new Blob([plain.slice(0, plain.length / 2)]) });
    const loaded = performance.now();
    const prepared = await worker.ask('prepare', { file: photo });
    const treated = performance.now();
    const again = await worker.ask('prepare', { file: new Blob([prepared.bytes]) });
    const bound = await worker.ask('bind', { files: [new Blob([prepared.bytes]), photo] });
    const heic = await worker.ask('prepare', { file: new Blob(['\0\0\0\x18ftypheic\0\0\0\0mif1heic']) });
    const lost = begin('/assets/nothing.wasm');
    const failed = await lost.ask('prepare', { file: photo });
    return {
      photo: photo.size,
      prepared: { width: prepared.width, height: prepared.height, size: await size(prepared.bytes), bytes: prepared.bytes.byteLength },
      metadata: ['Exif', 'GPS', '13.98N'].filter((what) => text(prepared.bytes).includes(what)),
      same: text(again.bytes) === text(prepared.bytes),
      thumbnail: await size(prepared.thumbnail),
      pdf: text(bound.bytes).slice(0, 5),
      pages: text(bound.bytes).match(/\/Type \/Page\b/g)?.length,
      reasons: [broken.reason, heic.reason, failed.reason],
      ended: await lost.ended,
      milliseconds: { first: Math.round(loaded - first), treated: Math.round(treated - loaded) },
    };
  }, exif);
  test.info().annotations.push({ type: 'photo', description: JSON.stringify(shown) });
  expect(shown.prepared).toMatchObject({ width: 1754, height: 2339, size: [1754, 2339] });
  expect(shown.prepared.bytes).toBeLessThan(1_000_000);
  expect(shown.metadata).toEqual([]);
  expect(shown.same, 'what is small already stays bit for bit').toBe(true);
  expect(shown.thumbnail).toEqual([168, 224]);
  expect([shown.pdf, shown.pages]).toEqual(['%PDF-', 2]);
  expect(shown.reasons).toEqual(['unreadable', 'heic', 'failed']);
  expect(shown.ended).toBe('error');
});
