// What is bundled as the glue of the papers' program: what is simpler said in JavaScript, and the start.
import init, { start } from './program.js';

// The browser's store of files on their way: what is begun goes on after the tab was closed.
const within = async (mode, act) => {
  const uploads = await answer(indexedDB.open('motcua', 1), (opening) => {
    opening.onupgradeneeded = () => opening.result.createObjectStore('uploads', { keyPath: 'place' });
  });
  try {
    return await answer(act(uploads.transaction('uploads', mode).objectStore('uploads')));
  } finally {
    uploads.close();
  }
};
const answer = (request, prepare) =>
  new Promise((done, fail) => {
    prepare?.(request);
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

window.motcua = {
  keep: (upload) => within('readwrite', (uploads) => uploads.put(upload)),
  kept: () => within('readonly', (uploads) => uploads.getAll()),
  drop: (place) => within('readwrite', (uploads) => uploads.delete(place)),
  // Whether this tab is the one that sends to `place`; it is as long as it lives. Old browsers cannot tell.
  claim: (place) =>
    new Promise((done) =>
      navigator.locks
        ? navigator.locks.request(place, { ifAvailable: true }, (lock) => {
            done(!!lock);
            return lock && new Promise(() => {});
          })
        : done(true),
    ),
  // Whether the line is slow or every byte costs, as far as the browser knows.
  isDear: () => {
    const line = navigator.connection;
    return !!line && (line.saveData || /2g|3g/.test(line.effectiveType));
  },
};

await init({ module_or_path: document.documentElement.dataset.papersProgram });
// The sentences that the page's own script fetched (`app::shell`).
start(await window.begin[1]);
