// Starts the program that sends papers: added as a module script by a page that has papers.
import init, { start } from './program.js';

await init({ module_or_path: document.documentElement.dataset.papersProgram });
// The sentences that the page's own script fetched (`app::shell`).
start(await window.begin[1]);
