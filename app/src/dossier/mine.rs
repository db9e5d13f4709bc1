//! "Hồ sơ của tôi": drafts and dossiers.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::{DeleteDraft, LoadMine};
use super::model::{DossierEntry, DraftEntry, Mine as Content};
use super::shown;
use super::words::{day, moment, say, status};
use crate::i18n::{fill, t, text, use_language};
use crate::load::load;
use crate::post::post_form;
use crate::routes;
use crate::ui::icon::TRASH;
use crate::ui::{Banner, Button, Look, banner, button, button_link, details, empty, tag};

/// My dossiers.
#[component]
pub fn Mine() -> impl IntoView {
    let query = use_query_map();
    load(|| LoadMine {}).show(move || {
        let deleted = query.with(|query| query.get("da-xoa").is_some());
        let here = routes::dossiers(use_language());
        move |loaded| shown(loaded, &here, |mine| draw(mine, deleted))
    })
}

fn draw(mine: Content, deleted: bool) -> AnyView {
    let language = use_language();
    let find = Button { label: t(text::dossier::FIND_PROCEDURE), ..Button::default() };
    let nothing = (mine.drafts.is_empty() && mine.dossiers.is_empty()).then(|| {
        empty(
            t(text::dossier::NOTHING_YET),
            view! {
                <p>{t(text::dossier::NOTHING_YET_LINE)}</p>
                <div class="actions">{button_link(find, &routes::online_catalogue(language))}</div>
            }
            .into_any(),
        )
    });
    let drafts = (!mine.drafts.is_empty()).then(|| {
        let rows = mine.drafts.into_iter().map(draft_row).collect::<Vec<_>>();
        view! {
            <section class="flow">
                <h2>{t(text::dossier::DRAFTS)}</h2>
                <ul class="rows">{rows}</ul>
            </section>
        }
    });
    let dossiers = (!mine.dossiers.is_empty()).then(|| {
        let rows = mine.dossiers.into_iter().map(dossier_row).collect::<Vec<_>>();
        view! {
            <section class="flow">
                <h2>{t(text::dossier::FILED_DOSSIERS)}</h2>
                <ul class="rows">{rows}</ul>
                {mine.has_older.then(|| view! { <p class="meta">{t(text::dossier::OLDER_DOSSIERS)}</p> })}
            </section>
        }
    });
    view! {
        <Title text=t(text::dossier::DOSSIERS_TITLE) />
        <div class="sheet flow">
            {deleted.then(|| banner(Banner::Done, t(text::dossier::DRAFT_DELETED)))}
            <h1 tabindex="-1">{t(text::dossier::DOSSIERS_TITLE)}</h1>
            {nothing}
            {drafts}
            {dossiers}
            <section class="flow">
                <h2>{t(text::kept::STORE_TITLE)}</h2>
                <p>{t(text::kept::STORE_LINE)} " " <a href=routes::kept(language)>{t(text::kept::OPEN)}</a></p>
            </section>
        </div>
    }
    .into_any()
}

fn draft_row(draft: DraftEntry) -> AnyView {
    let language = use_language();
    let id = draft.id.to_string();
    let name = say(&draft.procedure);
    let more = format!(" {name}");
    let go_on =
        Button { label: t(text::dossier::GO_ON), label_more: &more, small: true, ..Button::default() };
    let go_on = Button { look: Look::Secondary, ..go_on };
    let drop = Button {
        label: t(text::dossier::DELETE_DRAFT),
        label_more: &more,
        look: Look::Destructive,
        small: true,
        icon: Some(TRASH),
        ..Button::default()
    };
    let kept = fill(
        text::dossier::DRAFT_LINE,
        &[("moment", &moment(draft.updated_at)), ("day", &day(domain::date::today(draft.expires_at)))],
    );
    let (drop, draft_id) = (button(drop), id.clone());
    let remove = view! {
        <p>{t(text::dossier::DELETE_FOR_GOOD)}</p>
        {post_form::<DeleteDraft>("", view! {
            <input type="hidden" name="draft" value=draft_id />
            {drop}
        }.into_any())}
    }
    .into_any();
    view! {
        <li>
            <p class="h3">{name.clone()}</p>
            <p class="meta">{kept}</p>
            <div class="actions">{button_link(go_on, &routes::go_on(language, &id))}</div>
            {details(t(text::dossier::DELETE), remove)}
        </li>
    }
    .into_any()
}

fn dossier_row(dossier: DossierEntry) -> AnyView {
    let (label, _, tone) = status(dossier.status);
    let filed = fill(text::dossier::FILED_LINE, &[("moment", &moment(dossier.submitted_at))]);
    view! {
        <li>
            <p class="h3">
                <a href=routes::dossier(use_language(), &dossier.code)>{say(&dossier.procedure)}</a>
            </p>
            <p class="meta">
                <span translate="no">{dossier.code.replace('-', "\u{2011}")}</span>
                " · "
                {filed}
            </p>
            <p class="tags">{tag(tone, t(label))}</p>
        </li>
    }
    .into_any()
}
