//! The guide: how to register, log in, find, file and follow, and what filing online brings.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::Route;
use leptos_router::path;

use crate::drawn::drawn;
use crate::i18n::{Key, fill, t, text};
use crate::settings::use_settings;
use crate::ui::navigation::heading;
use crate::ui::notice::inset;

/// The addresses of this feature.
#[component(transparent)]
pub fn GuideRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/huong-dan") view=drawn!(Guide) /> }.into_inner().into_any_nested_route()
}

/// A chapter: steps to take, in their order, and a picture of one of them.
struct Chapter {
    anchor: &'static str,
    title: Key,
    steps: &'static [Key],
    remark: Option<Key>,
    picture: &'static str,
    picture_says: Key,
}

/// Pictures of the portal are all of this size in pixels, twice what they are shown at.
const PICTURE_SIZE: (u32, u32) = (540, 810);

const CHAPTERS: [Chapter; 5] = [
    Chapter {
        anchor: "dang-ky",
        title: text::guide::REGISTER,
        steps: &[
            text::guide::REGISTER_1,
            text::guide::REGISTER_2,
            text::guide::REGISTER_3,
            text::guide::REGISTER_4,
            text::guide::REGISTER_5,
            text::guide::REGISTER_6,
            text::guide::REGISTER_7,
        ],
        remark: None,
        picture: "/guide/dang-ky.webp",
        picture_says: text::guide::REGISTER_PICTURE,
    },
    Chapter {
        anchor: "dang-nhap",
        title: text::guide::LOG_IN,
        steps: &[text::guide::LOG_IN_1, text::guide::LOG_IN_2, text::guide::LOG_IN_3, text::guide::LOG_IN_4],
        remark: None,
        picture: "/guide/dang-nhap.webp",
        picture_says: text::guide::LOG_IN_PICTURE,
    },
    Chapter {
        anchor: "tim-thu-tuc",
        title: text::guide::FIND,
        steps: &[text::guide::FIND_1, text::guide::FIND_2, text::guide::FIND_3],
        remark: None,
        picture: "/guide/tim-thu-tuc.webp",
        picture_says: text::guide::FIND_PICTURE,
    },
    Chapter {
        anchor: "nop-ho-so",
        title: text::guide::FILE,
        steps: &[
            text::guide::FILE_1,
            text::guide::FILE_2,
            text::guide::FILE_3,
            text::guide::FILE_4,
            text::guide::FILE_5,
        ],
        remark: Some(text::guide::FILE_KEPT),
        picture: "/guide/nop-ho-so.webp",
        picture_says: text::guide::FILE_PICTURE,
    },
    Chapter {
        anchor: "theo-doi",
        title: text::guide::FOLLOW,
        steps: &[text::guide::FOLLOW_1, text::guide::FOLLOW_2, text::guide::FOLLOW_3, text::guide::FOLLOW_4],
        remark: None,
        picture: "/guide/theo-doi.webp",
        picture_says: text::guide::FOLLOW_PICTURE,
    },
];

const BRINGS: [(Key, Key); 5] = [
    (text::guide::LEVELS_FULL_TERM, text::guide::LEVELS_FULL),
    (text::guide::LEVELS_PART_TERM, text::guide::LEVELS_PART),
    (text::guide::LEVELS_FEE_TERM, text::guide::LEVELS_FEE),
    (text::guide::LEVELS_TIME_TERM, text::guide::LEVELS_TIME),
    (text::guide::LEVELS_RESULT_TERM, text::guide::LEVELS_RESULT),
];

/// The whole guide on one page.
#[component]
fn Guide() -> impl IntoView {
    let settings = use_settings();
    let contents = CHAPTERS
        .iter()
        .map(|chapter| (chapter.anchor, chapter.title))
        .chain([("loi-ich", text::guide::LEVELS), ("can-giup", text::guide::HELP)])
        .map(|(anchor, title)| view! { <li><a href=format!("#{anchor}") rel="external">{t(title)}</a></li> })
        .collect::<Vec<_>>();
    let chapters = CHAPTERS.iter().map(|chapter| draw(chapter, &settings.province)).collect::<Vec<_>>();
    let brings = BRINGS
        .iter()
        .map(|(term, words)| view! { <dt>{t(*term)}</dt><dd>{t(*words)}</dd> })
        .collect::<Vec<_>>();
    view! {
        <Title text=t(text::guide::GUIDE_TITLE) />
        <div class="flow">
            {heading(t(text::guide::HEADING))}
            <p class="lead">{t(text::guide::LEAD)}</p>
            <nav class="guide-contents" aria-label=t(text::guide::CONTENTS)>
                <ul>{contents}</ul>
            </nav>
            {chapters}
            <section id="loi-ich" aria-labelledby="loi-ich-title">
                <h2 id="loi-ich-title">{t(text::guide::LEVELS)}</h2>
                <dl class="guide-brings">{brings}</dl>
            </section>
            <section id="can-giup" aria-labelledby="can-giup-title">
                <h2 id="can-giup-title">{t(text::guide::HELP)}</h2>
                <p>{fill(text::guide::HELP_TEXT, &[("number", &settings.help_line)])}</p>
            </section>
        </div>
    }
    .into_any()
}

fn draw(chapter: &Chapter, province: &str) -> AnyView {
    let title_id = format!("{}-title", chapter.anchor);
    let steps = chapter
        .steps
        .iter()
        .map(|step| view! { <li>{fill(*step, &[("province", province)])}</li> })
        .collect::<Vec<_>>();
    let remark = chapter.remark.map(|remark| inset(view! { <p>{t(remark)}</p> }.into_any()));
    let (width, height) = PICTURE_SIZE;
    view! {
        <section id=chapter.anchor class="guide-chapter" aria-labelledby=title_id.clone()>
            <div class="flow">
                <h2 id=title_id.clone()>{t(chapter.title)}</h2>
                <ol class="guide-steps">{steps}</ol>
                {remark}
            </div>
            <img
                src=chapter.picture
                alt=t(chapter.picture_says)
                width=width
                height=height
                loading="lazy"
                decoding="async"
            />
        </section>
    }
    .into_any()
}
