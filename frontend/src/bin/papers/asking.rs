//! What a card asks about files before they are sent, and what follows from the answer.

use std::rc::Rc;

use app::dossier::words::size as size_in_words;
use app::i18n::{Key, fill, t, text};
use app::ui::icon::TRIANGLE_ALERT;
use domain::attachment::FileKind;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use crate::card::Card;
use crate::dom::{self, Done};
use crate::item::{Item, State};
use crate::{leaving, page, photo};

impl Card {
    /// Whether these may become the pages of one PDF: photos that can be read here.
    fn is_bindable(&self, held: &[Rc<Item>]) -> bool {
        held.len() > 1
            && held.iter().all(|item| item.is_photo.get() && item.note.get().is_none())
            && self.accepts().contains(&FileKind::Pdf)
    }

    /// What it asks about files that wait.
    pub fn question(&self, held: &[Rc<Item>]) -> String {
        let bytes: u64 = held.iter().map(|item| item.size()).sum();
        let size = size_in_words(bytes);
        if self.is_bindable(held) {
            fill(text::attachment::ASK_PAGES, &[("count", &held.len().to_string())])
        } else if page::line_is_dear() && held.iter().any(|item| item.small.borrow().is_some()) {
            t(text::attachment::ASK_DEAR).to_owned()
        } else if page::line_is_dear() {
            fill(text::attachment::ASK_DEAR_ONE, &[("size", &size)])
        } else if held.iter().any(|item| item.has_picture()) {
            t(text::attachment::ASK_ONE).to_owned()
        } else {
            fill(text::attachment::ASK_UNSEEN, &[("size", &size)])
        }
    }

    /// How what waits is to be sent.
    pub fn ask(&self, held: &[Rc<Item>]) -> Done<Element> {
        let ask = dom::element("div", "paper-ask")?;
        if leaving::tells_what_is_left() {
            let warning = dom::element("p", "warning")?;
            warning.set_inner_html(&dom::icon(TRIANGLE_ALERT, "icon"));
            let sentence = dom::element("span", "")?;
            sentence.set_text_content(Some(&leaving::what_is_left(held)));
            warning.append_child(&sentence)?;
            ask.append_child(&warning)?;
        }
        let line = dom::element("p", "")?;
        line.set_text_content(Some(&self.question(held)));
        ask.append_child(&line)?;
        let name = self.name();
        let ways = dom::element("div", "paper-ways")?;
        let way = |act: &str, key: Key, bytes: u64| -> Done<()> {
            let says = fill(key, &[("size", &size_in_words(bytes))]);
            ways.append_child(&*dom::button("button button-secondary button-small", &says, &name, act)?)?;
            Ok(())
        };
        let bytes: u64 = held.iter().map(|item| item.size()).sum();
        let chosen: u64 = held.iter().map(|item| item.chosen_size()).sum();
        // The first is what most people want, and looks so.
        if self.is_bindable(held) {
            way("bind", text::attachment::SEND_BOUND, bytes)?;
        }
        way(
            "send",
            if held.len() > 1 { text::attachment::SEND_EACH } else { text::attachment::SEND_ONE },
            bytes,
        )?;
        if held.iter().any(|item| item.small.borrow().is_some()) {
            way("send-chosen", text::attachment::SEND_ORIGINAL, chosen)?;
        }
        ask.append_child(&ways)?;
        Ok(ask)
    }

    /// What the person pressed below the card's list.
    pub fn answer(self: Rc<Self>, act: &str) {
        let held = self.held();
        // Before the button goes.
        self.focus();
        match act {
            "bind" => {
                spawn_local(async move { self.bind(held).await });
                return;
            }
            "send-chosen" => held.iter().for_each(|item| {
                item.small.replace(None);
            }),
            _ => {}
        }
        for item in held {
            item.set(State::Waiting);
        }
        self.draw();
        page::go_on();
    }

    /// Puts photos into one PDF, which goes in their place.
    async fn bind(self: Rc<Self>, held: Vec<Rc<Item>>) {
        held.iter().for_each(|item| item.set(State::Preparing));
        self.draw();
        let mut pages = Vec::new();
        for item in &held {
            let (small, chosen) = (item.small.borrow().clone(), item.chosen.borrow().clone());
            match (small, chosen) {
                (Some(small), _) => pages.push(small),
                // One who wants photos as they are wants them in a PDF all the same.
                (None, Some(chosen)) => {
                    pages.extend(photo::prepare(&chosen).await.ok().map(|ready| ready.photo))
                }
                (None, None) => {}
            }
        }
        let bound = photo::bind(&pages).await.ok().filter(|_| pages.len() == held.len());
        match bound {
            Some(pdf) => {
                let name = fill(
                    text::attachment::BOUND_NAME,
                    &[("paper", &self.name()), ("count", &held.len().to_string())],
                );
                if let Some(item) = self.add_item(name, Some(pdf), State::Preparing) {
                    self.keep(&item).await;
                    item.set(State::Waiting);
                }
                held.iter().for_each(|item| self.forget(item));
            }
            None => held.iter().for_each(|item| item.set(State::Held)),
        }
        self.draw();
        page::go_on();
    }
}
