import { createPublicKey, verify } from 'node:crypto';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import jsQR from 'jsqr';

/** A form that the portal gave out, as other programs read it. */
export interface Letter {
  /** The text of each page. */
  pages: string[];
  /** What its QR code says. */
  link?: string;
}

/** Dots of a picture for each point of a page: enough for the modules of a code. */
const SCALE = 4;

/** Reads a PDF with PDFium, and the QR code of its first page with jsQR. */
export async function readLetter(pdf: Uint8Array): Promise<Letter> {
  const library = await PDFiumLibrary.init();
  try {
    const document = await library.loadDocument(pdf);
    const pages: string[] = [];
    for (const page of document.pages()) pages.push(page.getText());
    const picture = await document.getPage(0).render({ scale: SCALE, render: 'bitmap' });
    // PDFium writes blue first; to a reader of black and white it is the same.
    const found = jsQR.default(new Uint8ClampedArray(picture.data), picture.width, picture.height);
    document.destroy();
    return { pages, link: found?.data };
  } finally {
    library.destroy();
  }
}

/** Texts as they are compared: breaks of lines do not count. */
export function tight(text: string): string {
  return text.normalize('NFC').replaceAll(/[\s\u00ad\ufffe]+/g, '');
}

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Reads base 32 as Douglas Crockford writes it. */
export function fromBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const sign of text) {
    held = (held << 5) | SIGNS.indexOf(sign);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
    held &= (1 << bits) - 1;
  }
  return Uint8Array.from(bytes);
}

/** Whether a seal from a QR code (`?s=…`) was signed by one of the published keys: OpenSSL says it, not the portal. */
export function sealIsGenuine(sealed: string, published: { keys: (JsonWebKey & { kid: string })[] }): boolean {
  const bytes = fromBase32(sealed);
  const seal = bytes.subarray(0, -64);
  const number = String(((seal[5] ?? 0) << 8) | (seal[6] ?? 0));
  const key = published.keys.find(({ kid }) => kid === number);
  if (!key) return false;
  const message = Buffer.concat([Buffer.from('motcua seal\n'), seal]);
  return verify(null, message, createPublicKey({ key, format: 'jwk' }), bytes.subarray(-64));
}
