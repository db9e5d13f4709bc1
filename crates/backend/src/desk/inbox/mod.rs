//! The inbox: what waits for an officer, over all agencies they act for; lists, counts, search, whose work it is.
//!
//! A list is read in lanes. Each lane is what waits in one agency's inbox in one queue, which an index has in order; the
//! lanes are read together and put together here. So the length of a list never matters, only that of a page.

mod colleague;
mod export;
mod repo;
mod saved;
mod scope;
mod search;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod view;
mod work;

pub use colleague::{Colleague, colleagues};
pub use export::{Format, MOST_EXPORTED, Words, export};
pub use saved::{MOST_SAVED, Saved, SavedView, forget, keep, saved};
pub use search::{Found, search};
pub use view::{Assignee, Channel, Cursor, Filter, MOST_COUNTED, PAGE, Page, Row, View, counts, list};
pub use work::{Did, Seen, Work, work};
