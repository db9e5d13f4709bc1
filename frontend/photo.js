// A worker of its own: the page names the program's address behind a # in this one's.
import init, { start } from './program.js';

init({ module_or_path: self.location.hash.slice(1) }).then(start);
