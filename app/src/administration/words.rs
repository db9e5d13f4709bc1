//! `/quan-tri/tu-tim`: what people looked for and did not find, and the words by which procedures are found.

use std::collections::BTreeMap;

use backend::account::note::{self, Tried};
use backend::catalogue::drafts::CatalogueEditor;
use backend::catalogue::words;
use domain::staff::Deed;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::who_may;
use crate::error::AppError;
use crate::i18n::{fill, t, text::administration as a, use_language};
use crate::load::load;
use crate::request;
use crate::routes;
use crate::staff::{Place, Staffed, said, staff_page};
use crate::ui::{Banner, TextField, error_summary, heading, submit, text_area, title_of_wrong};

/// For how many days back searches are shown.
const DAYS: u64 = 30;

/// Most that are shown.
const MOST: usize = 100;

/// Where a refused form lies.
const PLACE: &str = "search-words";

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WordsPage {
    /// What was looked for, and how often.
    misses: Vec<(String, i64)>,
    text: String,
    faults: Vec<String>,
}

/// Searches that found nothing, and the words, as they were typed last if `tried`.
#[server(input = GetUrl, endpoint = "admin/words")]
pub async fn load_words(
    /// What was typed is shown again.
    #[server(default)]
    tried: bool,
) -> Result<Staffed<WordsPage>, AppError> {
    let (portal, citizen, officer) = who_may(Deed::EditCatalogue).await?;
    let by = CatalogueEditor::of(&officer).ok_or(AppError::NotFound)?;
    let today = portal.clock.today();
    let since = today.checked_sub_days(chrono::Days::new(DAYS)).unwrap_or(today);
    let mut misses = words::misses(&portal, by, since).await?;
    misses.truncate(MOST);
    let kept = if tried { note::tried(&portal, &citizen, PLACE).await? } else { None };
    let kept = kept.and_then(|mut kept| kept.typed.remove("text"));
    let (text, faults) = match kept {
        Some(text) => {
            let faults = words::faults_of_words(&portal, by, &text).await?;
            (text, faults)
        }
        None => (words::search_words(&portal, by)?, Vec::new()),
    };
    let faults = faults.iter().take(30).map(ToString::to_string).collect();
    Staffed::of(&portal, &officer, WordsPage { misses, text, faults }).await
}

/// "Lưu".
#[server(endpoint = "admin/words-save")]
pub async fn save_words(
    /// The file as it was typed.
    #[server(default)]
    text: String,
) -> Result<(), AppError> {
    let (portal, citizen, officer) = who_may(Deed::EditCatalogue).await?;
    let by = CatalogueEditor::of(&officer).ok_or(AppError::NotFound)?;
    let here = routes::search_words(use_language());
    if words::set_search_words(&portal, by, &text).await?.is_ok() {
        request::redirect(&(here + "?da-luu"));
        return Ok(());
    }
    let typed = BTreeMap::from([("text".to_owned(), text)]);
    note::leave_tried(&portal, &citizen, Tried { place: PLACE.to_owned(), why: "wrong".to_owned(), typed })
        .await?;
    request::redirect(&(here + "?kiem-tra"));
    Ok(())
}

/// `/quan-tri/tu-tim`.
#[component]
pub fn Words() -> impl IntoView {
    let tried = use_query_map().with_untracked(|query| query.get("kiem-tra").is_some());
    load(move || LoadWords { tried }).show(|| |loaded| staff_page(loaded, Place::Words, draw))
}

fn draw(page: WordsPage) -> AnyView {
    let said = said(&[("da-luu", Banner::Done, a::WORDS_SAVED)]);
    let problems: Vec<_> = page.faults.iter().map(|fault| ("text".to_owned(), fault.clone())).collect();
    let title = t(a::SEARCH_WORDS);
    let shown = if problems.is_empty() { title.to_owned() } else { title_of_wrong(title) };
    let missed = if page.misses.is_empty() {
        view! { <p>{t(a::NO_MISSES)}</p> }.into_any()
    } else {
        let rows = page.misses.iter().map(|(words, count)| {
            let times = fill(a::TIMES, &[("count", &count.to_string())]);
            view! {
                <li class="staff-row">
                    <span>{words.clone()}</span>
                    <span class="meta">{times}</span>
                </li>
            }
        });
        view! { <ul class="rows">{rows.collect_view()}</ul> }.into_any()
    };
    let text = text_area(
        TextField {
            path: "text",
            name: "text",
            label: t(a::WORDS_FILE),
            hint: t(a::WORDS_FILE_HINT),
            value: &page.text,
            problem: Signal::stored((!page.faults.is_empty()).then(|| t(a::WORDS_FAULTS).to_owned())),
            ..TextField::default()
        },
        24,
    );
    view! {
        <Title text=shown />
        {said}
        {error_summary(problems)}
        <div class="sheet flow">
            {heading(title)} <section class="flow">
                <h2>{t(a::MISSES)}</h2>
                <p>{t(a::MISSES_LEAD)}</p>
                {missed}
            </section> <form method="post" action=SaveWords::url() novalidate class="flow">
                {text}
                <div class="actions">{submit(t(a::SAVE))}</div>
            </form>
        </div>
    }
    .into_any()
}
