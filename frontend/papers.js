// What is bundled as the glue of the papers' program: what is simpler said in JavaScript, and the start.
import init, { start } from './program.js';

// The browser's store of files on their way: what is begun goes on after the tab was closed.
const within = (mode, act) =>
  new Promise((done, fail) => {
    const opening = indexedDB.open('motcua', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('uploads', { keyPath: 'place' });
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('uploads', mode);
      const request = act(transaction.objectStore('uploads'));
      const end = (then) => () => (opening.result.close(), then());
      transaction.oncomplete = end(() => done(request.result));
      transaction.onabort = transaction.onerror = end(() => fail(transaction.error));
    };
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
