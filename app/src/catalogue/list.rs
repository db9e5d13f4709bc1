//! Lists of procedures: all of them, those that can be filed online, those that somebody looks for.

use domain::catalogue::ServiceLevel;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::api::FindProcedures;
use super::search_box::search_box;
use super::shown::{AskBack, Facet, Found, Row, Wanted};
use crate::error::Failure;
use crate::i18n::{Key, Language, fill, t, text, use_language};
use crate::load::load;
use crate::routes;
use crate::settings::use_settings;
use crate::ui::icon::{CHECK, X, icon_small};
use crate::ui::{Tone, details, empty, heading, inset, pagination, tag, tag_with};

/// "Dịch vụ công": all procedures.
#[component]
pub fn AllProcedures() -> impl IntoView {
    view! { <List online=false /> }.into_any()
}

/// "Dịch vụ công trực tuyến": those that can be filed online.
#[component]
pub fn OnlineProcedures() -> impl IntoView {
    view! { <List online=true /> }.into_any()
}

#[component]
fn List(
    /// Only what can be filed online.
    online: bool,
) -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|query| wanted(query, online)));
    let found = load(move || FindProcedures { wanted: wanted.get() });
    let place = Place { language: use_language(), online };
    let title = move || match (wanted.with(|wanted| wanted.words.is_empty()), online) {
        (false, _) => t(text::catalogue::SEARCH_TITLE),
        (true, true) => t(text::catalogue::ONLINE_TITLE),
        (true, false) => t(text::catalogue::CATALOGUE_TITLE),
    };
    let lead = if online { text::catalogue::ONLINE_LEAD } else { text::catalogue::ALL_LEAD };
    // The title is asked for once the page is drawn; what it is read from may be gone by then.
    let page_title = untrack(title);
    view! {
        <Title text=page_title />
        {move || heading(title())}
        {move || wanted.with(|wanted| wanted.words.is_empty() && wanted.event.is_empty()).then(|| view! { <p class="lead">{t(lead)}</p> })}
        {search_box(place, &wanted.get_untracked())}
        {found.show(move || {
            move |found| match found {
                Ok(found) => results(place, &wanted.get_untracked(), found),
                Err(error) => view! { <Failure error /> }.into_any(),
            }
        })}
    }
    .into_any()
}

/// Which of the lists this is, and its language.
#[derive(Clone, Copy)]
pub struct Place {
    language: Language,
    online: bool,
}

impl Place {
    /// The address of the list without anything chosen.
    pub fn base(self) -> String {
        if self.online { routes::online_catalogue(self.language) } else { routes::catalogue(self.language) }
    }

    /// The address of what is wanted.
    pub fn address(self, wanted: &Wanted) -> String {
        let mut query = ParamsMap::new();
        let mut add = |key: &'static str, value: &str| {
            if !value.is_empty() {
                query.insert(key, value.to_owned());
            }
        };
        add("tim", &wanted.words);
        add("viec", &wanted.event);
        add("linh-vuc", &wanted.field);
        add("doi-tuong", &wanted.applicant);
        add("cap", &wanted.level);
        if wanted.online && !self.online {
            add("truc-tuyen", "co");
        }
        if wanted.page > 1 {
            add("trang", &wanted.page.to_string());
        }
        format!("{}{}", self.base(), query.to_query_string())
    }
}

fn wanted(query: &ParamsMap, online: bool) -> Wanted {
    let get = |key| query.get_str(key).unwrap_or_default().trim().to_owned();
    Wanted {
        words: get("tim"),
        event: get("viec"),
        field: get("linh-vuc"),
        applicant: get("doi-tuong"),
        level: get("cap"),
        online: online || get("truc-tuyen") == "co",
        page: get("trang").parse().unwrap_or(1),
    }
}

fn results(place: Place, wanted: &Wanted, found: Found) -> AnyView {
    let count = count(wanted, &found);
    let outside = found.outside.map(|(name, where_)| outside(&name, &where_));
    let has_question = found.ask_back.is_some();
    let question = found.ask_back.map(|question| ask_back(place.language, question));
    let nothing =
        (found.rows.is_empty() && outside.is_none() && !has_question).then(|| nothing(place, wanted));
    let rows = (!found.rows.is_empty()).then(|| {
        let rows = found.rows.into_iter().map(|found| row(place.language, found)).collect::<Vec<_>>();
        view! { <ul class="rows results">{rows}</ul> }
    });
    let pages = pagination(found.page, found.pages, |page| place.address(&Wanted { page, ..wanted.clone() }));
    // Who searches sees what was found first; who browses, the ways to narrow it.
    let (before, after) = match filters(place, wanted, &found.fields) {
        filters if wanted.words.is_empty() => (Some(filters), None),
        filters => (None, Some(filters)),
    };
    view! {
        <div class="flow">
            // Where nothing was found the heading below says it too, and only that one is seen.
            <p role="status" class=nothing.is_some().then_some("hidden")>{count}</p>
            {chosen(place, wanted, &found.fields)}
            {before}
            {outside}
            {question}
            {nothing}
            {rows}
            {pages}
            {after}
        </div>
    }
    .into_any()
}

fn count(wanted: &Wanted, found: &Found) -> AnyView {
    let number = found.total.to_string();
    let page = (found.page > 1).then(|| {
        let (page, pages) = (found.page.to_string(), found.pages.to_string());
        format!(", {}", fill(text::catalogue::PAGE_OF, &[("page", &page), ("pages", &pages)]))
    });
    let words = match (&found.event, wanted.words.is_empty(), found.total) {
        (_, false, 0) if found.outside.is_some() || found.ask_back.is_some() => return ().into_any(),
        (_, false, 0) => fill(text::catalogue::NOTHING_FOR, &[("words", &wanted.words)]),
        (_, false, 1) => fill(text::catalogue::ONE_FOR, &[("words", &wanted.words)]),
        (_, false, _) => fill(text::catalogue::COUNT_FOR, &[("count", &number), ("words", &wanted.words)]),
        (Some(event), ..) => fill(text::catalogue::COUNT_OF_EVENT, &[("count", &number), ("event", event)]),
        (None, ..) => fill(text::catalogue::COUNT_ALL, &[("count", &number)]),
    };
    view! { {words} {page} }.into_any()
}

fn ask_back(language: Language, question: AskBack) -> AnyView {
    let ways = question
        .ways
        .into_iter()
        .map(|(case, code, name)| {
            view! {
                <li>
                    <a href=routes::procedure(language, &code)>{case}</a>
                    <span class="meta">{name}</span>
                </li>
            }
        })
        .collect::<Vec<_>>();
    inset(
        view! {
            <h2 class="h3">{question.ask}</h2>
            <p class="meta">{t(text::catalogue::ASK_BACK_HINT)}</p>
            <ul class="ways">{ways}</ul>
        }
        .into_any(),
    )
}

fn outside(name: &str, place: &str) -> AnyView {
    inset(
        view! {
            <h2 class="h3">{fill(text::catalogue::OUTSIDE, &[("name", name)])}</h2>
            <p>{fill(text::catalogue::OUTSIDE_PLACE, &[("place", place)])}</p>
        }
        .into_any(),
    )
}

fn nothing(place: Place, wanted: &Wanted) -> AnyView {
    let is_filtered = Wanted { words: String::new(), page: wanted.page, ..wanted.clone() }
        != Wanted { page: wanted.page, online: wanted.online && place.online, ..Wanted::default() };
    let title = if wanted.words.is_empty() {
        t(text::catalogue::NOTHING_HERE).to_owned()
    } else {
        fill(text::catalogue::NOTHING_FOR, &[("words", &wanted.words)])
    };
    let examples = [
        text::catalogue::NOTHING_EXAMPLE_1,
        text::catalogue::NOTHING_EXAMPLE_2,
        text::catalogue::NOTHING_EXAMPLE_3,
    ]
    .into_iter()
    .enumerate()
    .map(|(index, words)| {
        let words = t(words);
        let href = place.address(&Wanted { words: words.to_owned(), ..Wanted::default() });
        view! { {(index > 0).then_some(",")} " " <a href=href>"“" {words} "”"</a> }
    })
    .collect::<Vec<_>>();
    let help_line = use_settings().help_line;
    empty(
        &title,
        view! {
            {is_filtered.then(|| view! { <p>{t(text::catalogue::NOTHING_FILTERED)}</p> })}
            <p>{t(text::catalogue::NOTHING_ADVICE)} {examples} "."</p>
            <p>{fill(text::catalogue::NOTHING_CALL, &[("number", &help_line)])}</p>
        }
        .into_any(),
    )
}

fn row(language: Language, row: Row) -> AnyView {
    let name = row
        .name
        .into_iter()
        .map(|(piece, mark)| if mark { view! { <mark>{piece}</mark> }.into_any() } else { piece.into_any() })
        .collect::<Vec<_>>();
    view! {
        <li>
            <h2 class="h3">
                <a href=routes::procedure(language, &row.code)>{name}</a>
            </h2>
            <p class="meta">{row.summary}</p>
            <p class="facts">
                {service_tag(row.service)} <span>{row.time}</span> <span aria-hidden="true">"·"</span>
                <span class="whole">{row.fee}</span>
            </p>
        </li>
    }
    .into_any()
}

/// How much of a procedure happens online.
pub fn service_tag(service: ServiceLevel) -> AnyView {
    match service {
        ServiceLevel::Full => tag_with(Tone::Jade, CHECK, t(text::catalogue::FULL)),
        ServiceLevel::Partial => tag(Tone::Gold, t(text::catalogue::PARTIAL)),
        ServiceLevel::Information => tag(Tone::Plain, t(text::catalogue::INFORMATION)),
    }
}

const APPLICANTS: [(&str, Key); 4] = [
    ("", text::catalogue::ANYONE),
    ("cong-dan", text::catalogue::CITIZEN),
    ("doanh-nghiep", text::catalogue::BUSINESS),
    ("ho-kinh-doanh", text::catalogue::HOUSEHOLD_BUSINESS),
];

const LEVELS: [(&str, Key); 3] = [
    ("", text::catalogue::ANY_LEVEL),
    ("xa", text::catalogue::COMMUNE_LEVEL),
    ("tinh", text::catalogue::PROVINCE_LEVEL),
];

fn name_of(id: &str, names: &[(&str, Key)]) -> Option<String> {
    names.iter().find(|(known, _)| *known == id && !id.is_empty()).map(|(_, key)| t(*key).to_owned())
}

/// What is chosen, each with a way to take it back.
fn chosen(place: Place, wanted: &Wanted, fields: &[Facet]) -> Option<AnyView> {
    let first = || Wanted { page: 1, ..wanted.clone() };
    let field = fields.iter().find(|field| field.id == wanted.field).map(|field| field.name.clone());
    let channel = (wanted.online && !place.online).then(|| t(text::catalogue::ONLY_ONLINE).to_owned());
    let chosen: Vec<_> = [
        (field, Wanted { field: String::new(), ..first() }),
        (name_of(&wanted.applicant, &APPLICANTS), Wanted { applicant: String::new(), ..first() }),
        (name_of(&wanted.level, &LEVELS), Wanted { level: String::new(), ..first() }),
        (channel, Wanted { online: false, ..first() }),
    ]
    .into_iter()
    .filter_map(|(name, without)| {
        let name = name?;
        Some(view! {
            <li>
                <a href=place.address(&without)>
                    {name} <span class="hidden">" " {t(text::catalogue::FILTER_CLEAR)}</span> {icon_small(X)}
                </a>
            </li>
        })
    })
    .collect();
    (!chosen.is_empty()).then(|| {
        view! {
            <div class="chosen">
                <p class="meta">{t(text::catalogue::FILTER_ON)}</p>
                <ul>{chosen}</ul>
            </div>
        }
        .into_any()
    })
}

fn filters(place: Place, wanted: &Wanted, fields: &[Facet]) -> AnyView {
    let first = || Wanted { page: 1, ..wanted.clone() };
    let link = |name: String, is_chosen: bool, wanted: Wanted| {
        view! {
            <li>
                <a href=place.address(&wanted) aria-current=is_chosen.then_some("true")>{name}</a>
            </li>
        }
        .into_any()
    };
    let mut field_links = vec![link(
        t(text::catalogue::ALL_FIELDS).to_owned(),
        wanted.field.is_empty(),
        Wanted { field: String::new(), ..first() },
    )];
    field_links.extend(fields.iter().map(|field| {
        let name = format!("{} ({})", field.name, field.count);
        link(name, field.id == wanted.field, Wanted { field: field.id.clone(), ..first() })
    }));
    let applicants = APPLICANTS
        .map(|(id, key)| {
            link(t(key).to_owned(), wanted.applicant == id, Wanted { applicant: id.to_owned(), ..first() })
        })
        .into_iter()
        .collect();
    let levels = LEVELS
        .map(|(id, key)| {
            link(t(key).to_owned(), wanted.level == id, Wanted { level: id.to_owned(), ..first() })
        })
        .into_iter()
        .collect();
    let channels = (!place.online).then(|| {
        let links = [(false, text::catalogue::ANY_CHANNEL), (true, text::catalogue::ONLY_ONLINE)]
            .map(|(online, key)| {
                link(t(key).to_owned(), wanted.online == online, Wanted { online, ..first() })
            })
            .into_iter()
            .collect();
        facet(text::catalogue::FILTER_CHANNEL, "", links)
    });
    details(
        t(text::catalogue::FILTER),
        view! {
            <nav class="facets" aria-label=t(text::catalogue::FILTER)>
                {facet(text::catalogue::FILTER_FIELD, "facet-wide", field_links)}
                {facet(text::catalogue::FILTER_APPLICANT, "", applicants)}
                {facet(text::catalogue::FILTER_LEVEL, "", levels)}
                {channels}
            </nav>
        }
        .into_any(),
    )
}

fn facet(title: Key, class: &'static str, links: Vec<AnyView>) -> AnyView {
    view! {
        <div class=class>
            <h2 class="h3">{t(title)}</h2>
            <ul>{links}</ul>
        </div>
    }
    .into_any()
}
