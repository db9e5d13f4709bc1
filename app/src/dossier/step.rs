//! A step of filing: the list of steps, what it asks, and the button to go on.

use std::sync::Arc;

use domain::Answers;
use domain::check::check_section;
use domain::form::Section;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use uuid::Uuid;

use super::api::{Autosave, LoadStep, SaveStep};
#[cfg(feature = "ssr")]
use super::desk;
use super::model::{Body, Progress, Shown, StepEntry, StepPage};
use super::words::say;
use super::{review, shown};
use crate::attachment::papers;
use crate::error::AppError;
use crate::i18n::{fill, t, text, use_language};
use crate::load::{ask, load_if};
use crate::post::post_form;
use crate::routes;
use crate::ui::form::{Form, Judge, Judged, form_fields, gathered};
use crate::ui::icon::{CIRCLE_CHECK, TRIANGLE_ALERT, WIFI_OFF, icon};
use crate::ui::problem::judged;
use crate::ui::steps::{State, Step, wizard_steps};
use crate::ui::{anew, back_link, following_summary, heading, inset, title_of_wrong};

/// What the parts of a step share.
#[derive(Clone, Copy)]
pub(crate) struct StepContext {
    /// The draft.
    pub draft: Uuid,
    /// When the draft was last kept, or why it could not be.
    pub kept: RwSignal<Result<String, AppError>>,
    /// What the summary says must be put right: paths and sentences.
    pub wrong: RwSignal<Vec<(String, String)>>,
}

/// A step of filing.
#[component]
pub fn Filing() -> impl IntoView {
    filing(None)
}

/// The step of the receiving desk.
#[component]
pub fn FilingDesk() -> impl IntoView {
    filing(Some("noi-tiep-nhan"))
}

/// The step that checks and files.
#[component]
pub fn FilingReview() -> impl IntoView {
    filing(Some("kiem-tra"))
}

fn filing(step: Option<&'static str>) -> AnyView {
    let params = use_params_map();
    let query = use_query_map();
    let address = Memo::new(move |_| {
        params.with(|params| {
            let step = step.map(str::to_owned).or_else(|| params.get("step"));
            (params.get("draft").unwrap_or_default(), step.unwrap_or_default())
        })
    });
    let page = load_if(move || {
        let (draft, step) = address.get();
        Some(LoadStep { draft: draft.parse().ok()?, step })
    });
    page.show(move || {
        let has = |name: &str| query.with(|query| query.get(name).is_some());
        let (checked, refused, back) = (has("kiem-tra"), has("chua-nhan"), has("sua"));
        let (draft, step) = address.get();
        let here = routes::filing(use_language(), &draft, &step);
        move |loaded| {
            let loaded = loaded.map(|loaded| loaded.unwrap_or(Shown::Nothing));
            shown(loaded, &here, |page| anew(draw(page, checked, refused, back)))
        }
    })
}

fn draw(page: StepPage, checked: bool, refused: bool, back: bool) -> AnyView {
    let language = use_language();
    let id = page.draft.to_string();
    let title = page.steps.iter().find(|step| step.slug == page.slug).map(|step| say(&step.title));
    let title = title.unwrap_or_default();
    let procedure = say(&page.procedure);
    let steps = page.steps.iter().map(|entry| step_entry(entry, &id)).collect();
    let before = page.before.as_ref().map(|before| back_link(&routes::filing(language, &id, before)));
    // Before the first step, which only the server draws, is the procedure.
    #[cfg(feature = "ssr")]
    let before = before.unwrap_or_else(|| back_link(&routes::procedure(language, &page.code)));
    let (slug, today) = (page.slug.clone(), page.today);
    let mut found = page.judged;
    // What looks wrong is always said; what is wrong, once one wanted to go on, and of files, once they came.
    if !checked {
        found.problems.retain(|(path, _)| refused && path.starts_with(papers::REFUSED));
    }
    let wrong = !found.problems.is_empty();
    let context = StepContext {
        draft: page.draft,
        kept: RwSignal::new(Ok(page.kept_at)),
        wrong: RwSignal::new(found.problems.clone()),
    };
    let judge: Judge = Arc::new(move |section: &Section, answers: &Answers| {
        judged(std::slice::from_ref(section), check_section(section, answers, today, None))
    });
    let page_title = [&title, " – ", &procedure].concat();
    let page_title = if wrong { title_of_wrong(&page_title) } else { page_title };
    let body = match page.body {
        Body::Section { section, answers, common } => {
            let autosaved = autosaving(context, slug.clone(), Some(section.clone()), Callback::new(|()| ()));
            let fields = form_fields(Form {
                section,
                answers,
                judged: found,
                judge: Some(judge),
                on_change: Some(autosaved),
            });
            let common = common.then(|| inset(view! { <p>{t(text::dossier::COMMON_FORM)}</p> }.into_any()));
            view! {
                {common}
                {page_form(context, slug, back, fields)}
            }
            .into_any()
        }
        #[cfg(feature = "ssr")]
        Body::Desk { chosen, proposed, desks } => view! {
            {page_form(context, slug, back, desk::draw(&chosen, proposed, desks, first_sentence(&found)))}
        }
        .into_any(),
        Body::Papers(content) => papers::draw(context, content, slug, back, found, judge),
        #[cfg(feature = "ssr")]
        Body::Review(content) => review::draw(context, content, first_sentence(&found)),
    };
    view! {
        <Title text=page_title />
        <div class="wizard">
            {wizard_steps(&procedure, steps)}
            <div class="wizard-page flow">{before} {following_summary(context.wrong)} {heading(&title)} {body}</div>
        </div>
    }
    .into_any()
}

fn step_entry(entry: &StepEntry, draft: &str) -> Step {
    let href = routes::filing(use_language(), draft, &entry.slug);
    let line = match entry.state {
        Progress::Missing => t(text::dossier::STEP_MISSING).to_owned(),
        _ => say(&entry.line),
    };
    Step {
        label: say(&entry.title),
        line,
        href: (entry.state != Progress::Now).then_some(href),
        state: match entry.state {
            Progress::Done => State::Done,
            Progress::Now => State::Now,
            Progress::Missing | Progress::Later => State::Later,
        },
    }
}

#[cfg(feature = "ssr")]
fn first_sentence(found: &Judged) -> Option<String> {
    found.problems.first().map(|(_, sentence)| sentence.clone())
}

/// The form of a step around its questions, with the button to go on.
pub(crate) fn page_form(context: StepContext, slug: String, back: bool, fields: AnyView) -> AnyView {
    view! {
        {post_form::<SaveStep>("", view! {
            <input type="hidden" name="draft" value=context.draft.to_string() />
            <input type="hidden" name="step" value=slug />
            {back.then(|| view! { <input type="hidden" name="back" value="1" /> })}
            // Pressing Enter in a field goes on, whatever buttons stand before.
            <button type="submit" class="hidden" tabindex="-1" aria-hidden="true"></button>
            <div class="flow">
                {fields}
                <div class="actions">
                    <button type="submit" class="button">{t(text::dossier::NEXT)}</button>
                    {kept_line(context)}
                </div>
            </div>
        }.into_any())}
    }
    .into_any()
}

/// That what was typed is kept, or that it cannot be at the moment.
pub(crate) fn kept_line(context: StepContext) -> AnyView {
    let line = move || match context.kept.get() {
        Ok(moment) => {
            let sentence = fill(text::dossier::KEPT, &[("time", &moment)]);
            view! { {icon(CIRCLE_CHECK)} <span>{sentence}</span> }.into_any()
        }
        Err(AppError::Offline) => {
            view! { {icon(WIFI_OFF)} <span>{t(text::dossier::OFFLINE)}</span> }.into_any()
        }
        Err(error) => view! { {icon(TRIANGLE_ALERT)} <span>{t(error.sentence())}</span> }.into_any(),
    };
    view! { <p class="saved" role="status">{line}</p> }.into_any()
}

/// Keeps the answers of a step as they are given, and those that could not be kept once the line is back. Of answers to
/// other sections, which conditions may look at, nothing is sent: they may have changed on another device.
pub(crate) fn autosaving(
    context: StepContext,
    slug: String,
    section: Option<Section>,
    then: Callback<()>,
) -> Callback<Answers> {
    let unsent = StoredValue::new(None::<Answers>);
    let save = Callback::new(move |answers: Answers| {
        let given = answers.clone();
        let belongs = |path: &str| {
            section.as_ref().is_none_or(|section| {
                section.fields.iter().any(|field| {
                    path.strip_prefix(field.id.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                })
            })
        };
        let typed = gathered(answers.0.into_iter().filter(|(path, _)| belongs(path)));
        let slug = slug.clone();
        spawn_local(async move {
            let kept = ask(Autosave { draft: context.draft, step: slug, answers: typed }).await;
            // The page may be gone by then.
            let is_kept = kept.is_ok();
            unsent.try_set_value((kept == Err(AppError::Offline)).then_some(given));
            context.kept.try_set(kept);
            if is_kept {
                then.try_run(());
            }
        });
    });
    // When something was last kept, while the line is away.
    let before = StoredValue::new(None::<String>);
    Effect::new(move |_| {
        let away = window_event_listener_untyped("offline", move |_| {
            if let Ok(moment) = context.kept.get_untracked() {
                before.set_value(Some(moment));
                context.kept.set(Err(AppError::Offline));
            }
        });
        let back = window_event_listener_untyped("online", move |_| {
            let moment = before.try_update_value(Option::take).flatten();
            match (unsent.try_update_value(Option::take).flatten(), moment) {
                (Some(answers), _) => save.run(answers),
                (None, Some(moment)) => context.kept.set(Ok(moment)),
                (None, None) => {}
            }
        });
        on_cleanup(move || {
            away.remove();
            back.remove();
        });
    });
    save
}
