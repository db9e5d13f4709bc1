// What is bundled as the glue: starts the program, and keeps the place on a page for whoever comes back to it.
import init, { start } from './program.js';

// How far each page was scrolled, by address. The browser remembers too, but asks for the place before the page is
// there again; so it is gone to once the program has put the page and moved the focus.
const places = new Map();
const here = () => location.pathname + location.search;
let wanted;
addEventListener('scroll', () => wanted === undefined && places.set(here(), scrollY), { passive: true });
// An address with a part of the page in it leads to that part.
addEventListener('popstate', () => (wanted = location.hash ? undefined : places.get(here())));
for (const act of ['pointerdown', 'keydown', 'wheel']) {
  addEventListener(act, () => (wanted = undefined), { passive: true });
}
addEventListener('focusin', () => requestAnimationFrame(() => {
  if (wanted === undefined) return;
  scrollTo(0, wanted);
  if (Math.abs(scrollY - wanted) < 2) wanted = undefined;
}));

// A page with papers brings the program that sends them; it listens from then on.
addEventListener(
  'papers-shown',
  () => {
    const src = document.documentElement.dataset.papersGlue;
    document.head.append(Object.assign(document.createElement('script'), { type: 'module', src }));
  },
  { once: true },
);

// A page with a button for passkeys brings the script that they need.
const watch = new MutationObserver(() => {
  const src = document.documentElement.dataset.passkeyScript;
  if (!src || !document.querySelector('[data-passkey]')) return;
  watch.disconnect();
  document.head.append(Object.assign(document.createElement('script'), { type: 'module', src }));
});
watch.observe(document.querySelector('main'), { childList: true, subtree: true });

// Fetched meanwhile by the page's own script (`app::shell`).
const [program, sentences] = window.begin;
await init({ module_or_path: program });
start(await sentences);
