//! How a card sends its files: one after the other, and again where the line broke.

use std::rc::Rc;

use app::i18n::{Key, fill, t, text};
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use crate::card::Card;
use crate::dom::said;
use crate::item::{Item, State};
use crate::kept::{self, Kept};
use crate::line::{Answer, Line, Lost, size};
use crate::page;

/// How long one waits before the line is tried again, in milliseconds; each time twice as long.
const FIRST_PAUSE: i32 = 2_000;
const LONGEST_PAUSE: i32 = 32_000;

impl Card {
    /// Sends the next file that waits; says whether there was one.
    pub fn go_on(self: &Rc<Self>) -> bool {
        let Some(item) = self.items.borrow().iter().find(|item| item.is(&State::Waiting)).cloned() else {
            return false;
        };
        self.is_sending.set(true);
        let card = self.clone();
        spawn_local(async move {
            card.send(&item).await;
            card.is_sending.set(false);
            page::go_on();
        });
        true
    }

    async fn send(&self, item: &Rc<Item>) {
        let mut pause = FIRST_PAUSE;
        while item.is(&State::Waiting) || item.is(&State::Lost) {
            item.set(State::Sending);
            match self.try_to_send(item, &mut pause).await {
                Ok(Ok(is_refused)) => self.arrived(item, is_refused).await,
                Ok(Err(reason)) => item.set(State::Failed(t(reason).to_owned(), true)),
                // Stopped or dropped by the person, or the line broke.
                Err(Lost) if item.is(&State::Sending) => {
                    item.set(State::Lost);
                    if !page::note_lost(true) {
                        self.say(t(text::attachment::LOST));
                    }
                    // The browser says when it is connected again, but not when a poor line carries something again.
                    item.rest(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Err(Lost) => {}
            }
        }
    }

    /// Sends until the server has everything; says whether it refused it, or why it cannot be sent now.
    async fn try_to_send(&self, item: &Rc<Item>, pause: &mut i32) -> Result<Result<bool, Key>, Lost> {
        let Some(blob) = item.blob() else { return Ok(Err(text::error::INTERNAL)) };
        let line = Line { hold: &|request| item.hold(request) };
        loop {
            let known = item.place.borrow().clone();
            let answer = match &known {
                Some(place) => line.look(place).await?,
                None => self.begin(item, &line, &blob).await?,
            };
            let mut answer = answer;
            loop {
                *pause = FIRST_PAUSE;
                page::note_lost(false);
                let offset = match answer {
                    Answer::Begun(_) => 0,
                    Answer::At(offset, is_refused) if offset >= size(&blob) => return Ok(Ok(is_refused)),
                    Answer::At(offset, _) => offset,
                    Answer::Elsewhere => break,
                    Answer::Gone => {
                        if let Some(place) = item.place.take() {
                            kept::forget(&place).await;
                        }
                        break;
                    }
                    Answer::Refused => return Ok(Ok(true)),
                    Answer::Not(reason) => return Ok(Err(reason)),
                };
                let Some(place) = item.place.borrow().clone() else { break };
                item.begin_at(offset);
                let heard = item.clone();
                answer = line.send(&place, &blob, offset, move |sent| heard.heard(offset + sent)).await?;
                page::note_rate(item.rate());
            }
        }
    }

    /// Begins an upload, or goes on with one of the same file that was begun before.
    async fn begin(&self, item: &Rc<Item>, line: &Line<'_>, blob: &Blob) -> Result<Answer, Lost> {
        let digest = said(kept::digest(blob).await).unwrap_or_default();
        let same = |kept: &Kept| kept.url == self.url && kept.digest == digest && !digest.is_empty();
        if let Some(before) = kept::all().await.into_iter().find(same) {
            let at_place = |one: &&Rc<Item>| one.place.borrow().as_ref() == Some(&before.place);
            let twin = self.items.borrow().iter().find(at_place).cloned();
            let is_free = match twin {
                Some(twin) if twin.is(&State::Again) => {
                    self.forget(&twin);
                    true
                }
                Some(_) => false,
                None => kept::is_ours(&before.place).await,
            };
            if is_free {
                item.place.replace(Some(before.place.clone()));
                self.keep_no_longer(item);
                return line.look(&before.place).await;
            }
        }
        let name = item.name.borrow().clone();
        let answer = line.begin(&self.url, blob, &name).await?;
        if let Answer::Begun(place) = &answer {
            item.place.replace(Some(place.clone()));
            kept::is_ours(place).await;
            let kept =
                Kept { place: place.clone(), url: self.url.clone(), name, digest, file: Some(blob.clone()) };
            kept::remember(&kept).await;
            self.keep_no_longer(item);
        }
        Ok(answer)
    }

    async fn arrived(&self, item: &Item, is_refused: bool) {
        if let Some(place) = item.place.take() {
            kept::forget(&place).await;
        }
        self.keep_no_longer(item);
        item.set(State::Arrived(is_refused));
        let said = if is_refused { text::attachment::REFUSED } else { text::attachment::TAKEN };
        self.say(&fill(said, &[("name", &item.label.borrow())]));
        page::changed();
    }
}
