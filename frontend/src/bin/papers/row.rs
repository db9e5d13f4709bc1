//! The row of a file on the page.

use std::cell::RefCell;

use app::i18n::{Key, t, text};
use app::ui::icon::{FILE_TEXT, IMAGE, Icon};
use app::ui::upload::is_photo;
use web_sys::Element;

use crate::dom::{self, Done};

/// The row of a file: thumbnail, name, bar, state, and what one can do. Its parts stay, so that nothing under a finger or
/// with the focus is drawn anew.
pub struct Row {
    pub element: Element,
    thumbnail: Element,
    name: Element,
    bar: Element,
    picture: Element,
    sentence: Element,
    verbs: Element,
    drawn: RefCell<(String, Vec<&'static str>)>,
}

impl Row {
    pub fn new(key: u32, name: &str) -> Done<Self> {
        let element = dom::element("li", "upload")?;
        element.set_attribute("data-key", &key.to_string())?;
        element.set_attribute("tabindex", "-1")?;
        let thumbnail = dom::element("span", "thumbnail")?;
        let words = dom::element("div", "")?;
        let name_line = dom::element("p", "upload-name")?;
        name_line.set_text_content(Some(name));
        let bar = dom::element("progress", "")?;
        bar.set_attribute("max", "100")?;
        bar.set_attribute("aria-label", name)?;
        let state = dom::element("p", "upload-state")?;
        let (picture, sentence) = (dom::element("span", "upload-picture")?, dom::element("span", "")?);
        state.append_child(&picture)?;
        state.append_child(&sentence)?;
        for part in [&name_line, &bar, &state] {
            words.append_child(part)?;
        }
        let verbs = dom::element("div", "upload-verbs")?;
        for part in [&thumbnail, &words, &verbs] {
            element.append_child(part)?;
        }
        thumbnail.set_inner_html(&dom::icon(if is_photo(name) { IMAGE } else { FILE_TEXT }, "icon icon-m"));
        Ok(Self {
            element,
            thumbnail,
            name: name_line,
            bar,
            picture,
            sentence,
            verbs,
            drawn: RefCell::default(),
        })
    }

    /// Shows a picture; one that is `called` something is looked at, and opens as large as it is.
    pub fn show_picture(&self, address: &str, called: Option<&str>) -> Done<()> {
        if let Some(image) = dom::find(&self.thumbnail, "img")
            && image.get_attribute("src").as_deref() == Some(address)
        {
            // Nothing under a finger is drawn anew.
            return image.set_attribute("alt", called.unwrap_or_default());
        }
        let image = dom::element("img", "")?;
        image.set_attribute("alt", called.unwrap_or_default())?;
        image.set_attribute("src", address)?;
        self.thumbnail.set_inner_html("");
        if called.is_none() {
            self.thumbnail.append_child(&image)?;
            return Ok(());
        }
        let link = dom::element("a", "")?;
        link.set_attribute("href", address)?;
        link.set_attribute("target", "_blank")?;
        let words = dom::element("span", "")?;
        words.set_text_content(Some(t(text::attachment::SEE_LARGE)));
        for part in [&image, &words] {
            link.append_child(part)?;
        }
        self.thumbnail.append_child(&link)?;
        Ok(())
    }

    /// Goes; who had the focus in it goes on at the head of the card.
    pub fn vanish(&self) {
        if self.element.matches(":focus-within").unwrap_or_default() {
            dom::focus(dom::head_of_card(&self.element));
        }
        self.element.remove();
    }

    pub fn draw(
        &self,
        class: &str,
        percent: Option<u64>,
        picture: Option<Icon>,
        sentence: &str,
        verbs: &[(&'static str, Key)],
        name: &str,
    ) -> Done<()> {
        self.element.set_class_name(class);
        match percent {
            Some(percent) => {
                self.bar.remove_attribute("hidden")?;
                self.bar.set_attribute("value", &percent.to_string())?;
            }
            None => self.bar.set_attribute("hidden", "")?,
        }
        if self.sentence.text_content().as_deref() != Some(sentence) {
            self.picture
                .set_inner_html(&picture.map(|picture| dom::icon(picture, "icon")).unwrap_or_default());
            self.sentence.set_text_content(Some(sentence));
        }
        let acts: Vec<&'static str> = verbs.iter().map(|(act, _)| *act).collect();
        if *self.drawn.borrow() == (name.to_owned(), acts.clone()) {
            return Ok(());
        }
        self.name.set_text_content(Some(name));
        let pressed = dom::find(&self.verbs, ":focus").and_then(|button| button.get_attribute("data-act"));
        self.verbs.set_inner_html("");
        for (act, says) in verbs {
            self.verbs.append_child(&*dom::button("upload-verb", t(*says), name, act)?)?;
        }
        if let Some(pressed) = pressed {
            let find = |act: &str| dom::find(&self.verbs, &["[data-act=", act, "]"].concat());
            let next = find(&pressed).or_else(|| find("go-on")).or_else(|| find("stop"));
            dom::focus(next.or_else(|| match acts.is_empty() {
                true => dom::head_of_card(&self.element),
                false => Some(self.element.clone()),
            }));
        }
        self.drawn.replace((name.to_owned(), acts));
        Ok(())
    }
}
