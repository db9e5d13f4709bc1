// The worker that treats photos; what it is told and answers is written down in `src/bin/photo.rs`.
import init, { Binder, from_pixels, longest_side, prepare } from './program.js';

const ready = init({ module_or_path: self.location.hash.slice(1) });
// Said by the message that gets it.
ready.catch(() => {});

// One after the other: each photo takes much memory.
let before = Promise.resolve();
onmessage = ({ data }) => {
  before = before.then(() => answer(data));
};

async function answer({ id, what, file, files }) {
  try {
    await ready;
    const { parts, ...numbers } = what === 'bind' ? await bound(files) : await prepared(file);
    postMessage({ id, ...numbers, ...parts }, Object.values(parts));
  } catch (error) {
    const isReason = typeof error === 'string';
    postMessage({ id, reason: isReason ? error : 'failed' });
    // All else leaves the program in no state to go on: the page hears of it by the worker's `error`.
    if (!isReason) setTimeout(() => { throw error; });
  }
}

async function prepared(file) {
  let photo;
  try {
    photo = prepare(await bytes(file));
  } catch (error) {
    if (error !== 'heic') throw error;
    photo = await decoded(file);
  }
  const numbers = { width: photo.width(), height: photo.height() };
  const parts = { bytes: photo.bytes().buffer, thumbnail: photo.thumbnail().buffer };
  photo.free();
  return { ...numbers, parts };
}

// HEIC: Safari knows it, others do not. It comes upright, and no larger than it will be.
async function decoded(file) {
  let pixels;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, longest_side() / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    const drawing = canvas.getContext('2d');
    drawing.imageSmoothingQuality = 'high';
    drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    pixels = drawing.getImageData(0, 0, canvas.width, canvas.height);
  } catch {
    throw 'heic';
  }
  return from_pixels(pixels.data, pixels.width, pixels.height);
}

async function bound(files) {
  const binder = new Binder();
  for (const file of files) binder.add(await bytes(file));
  return { parts: { bytes: binder.bind().buffer } };
}

async function bytes(file) {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    // A file that was moved or is still in a cloud.
    throw 'unreadable';
  }
}
