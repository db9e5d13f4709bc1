//! The step of the papers: questions, a card for each paper to hand in, and what to bring to the desk.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dossier::api::{ArrangePaper, LoadStep, SaveStep};
use crate::dossier::model::{Body, File, Paper, Papers, Shown};
use crate::dossier::words::{say, size};
use crate::dossier::{StepContext, autosaving, kept_line};
use crate::error::AppError;
use crate::i18n::{Key, fill, t, text, use_language};
use crate::layout::{focus, tell};
use crate::load::ask;
use crate::post::post_form;
use crate::routes;
use crate::ui::each;
use crate::ui::field::{Problem, described_by, error, invalid};
use crate::ui::form::{Form, Judge, Judged, form_fields};
use crate::ui::icon::{CAMERA, CIRCLE_CHECK, CLOCK, FILE_TEXT, UPLOAD, icon, icon_medium};
use crate::ui::upload::{UploadState, told_apart, upload_row};

/// This step's part of the address.
const STEP: &str = "thanh-phan-ho-so";

/// Id of the form that all questions, files and buttons of the page belong to, so that none is lost when another is
/// sent.
const FORM: &str = "papers";

/// Path under which a card is found, beside the question of the same paper.
pub(crate) fn card_path(paper: &str) -> String {
    ["card.", paper].concat()
}

/// Path under which a refused file is found.
#[cfg(feature = "ssr")]
pub(crate) fn file_path(file: uuid::Uuid) -> String {
    format!("{REFUSED}{file}")
}

/// What paths of refused files begin with.
pub(crate) const REFUSED: &str = "file.";

/// The page of the papers.
pub(crate) fn draw(
    context: StepContext,
    content: Papers,
    slug: String,
    back: bool,
    found: Judged,
    judge: Judge,
) -> AnyView {
    let problems = found.problems;
    let shown = RwSignal::new(content.clone());
    let reload = Callback::new(move |()| {
        spawn_local(async move {
            let loaded = ask(LoadStep { draft: context.draft, step: STEP.to_owned() }).await;
            if let Ok(Shown::Page(page)) = loaded
                && let Body::Papers(content) = page.body
            {
                // The page may be gone by then. What was handed in or answered need not be put right any more.
                let is_wrong = |path: &String| page.judged.problems.iter().any(|(at, _)| at == path);
                context.wrong.try_update(|wrong| wrong.retain(|(path, _)| is_wrong(path)));
                shown.try_set(content);
                context.kept.try_set(Ok(page.kept_at));
            }
        });
    });

    // The program of the papers sends files beside this one: it is told which cards there are, and tells what arrived.
    Effect::new(move |_| {
        shown.track();
        tell("papers-shown");
        // Cards of a page that follows another are not on it yet.
        request_animation_frame(|| tell("papers-shown"));
    });
    Effect::new(move |_| {
        let listener = window_event_listener_untyped("papers-changed", move |_| reload.run(()));
        on_cleanup(move || listener.remove());
    });

    let asks = !content.questions.fields.is_empty();
    let keep = autosaving(context, slug.clone(), None, reload);
    let fields = asks.then(|| {
        let problems = problems.iter().filter(|(path, _)| !path.starts_with("card.")).cloned().collect();
        let face = t(text::attachment::SHOW_PAPERS).into_any();
        let refresh =
            sends(context.draft, "button button-secondary button-small", "refresh:papers".to_owned(), face);
        view! {
            <h2>{t(text::attachment::YOUR_CASE)}</h2>
            {form_fields(Form {
                section: content.questions.clone(),
                answers: content.answers.clone(),
                judged: Judged { problems, warnings: Vec::new() },
                judge: Some(judge),
                on_change: Some(keep),
            })}
            <div class="without-script">{refresh}</div>
        }
    });
    let forms = content.forms.iter().map(|name| form_card(context, &content, &say(name))).collect::<Vec<_>>();
    let max_mb = content.max_file_mb.to_string();
    let cards = each(
        move || shown.get().to_hand_in,
        |paper| paper.id.clone(),
        move |paper| {
            let path = card_path(&paper.id);
            let problem = problems.iter().find(|(at, _)| *at == path).map(|(_, sentence)| sentence.clone());
            card(context, paper, shown, reload, problem)
        },
    );
    let to_show = (!content.to_show.is_empty()).then(|| {
        let papers = content
            .to_show
            .iter()
            .map(|(name, hint)| {
                view! {
                    <li>
                        {say(name)}
                        {hint.as_ref().map(|hint| view! { <span class="meta">" "{say(hint)}</span> })}
                    </li>
                }
            })
            .collect::<Vec<_>>();
        view! {
            <section class="flow">
                <h2>{t(text::attachment::TO_SHOW)}</h2>
                <p>{t(text::attachment::TO_SHOW_LINE)}</p>
                <ul class="bullets">{papers}</ul>
            </section>
        }
    });
    view! {
        <p class="lead">{t(text::attachment::LEAD)}</p>
        {post_form::<SaveStep>(FORM, view! {
            <input type="hidden" name="draft" value=context.draft.to_string() />
            <input type="hidden" name="step" value=slug />
            {back.then(|| view! { <input type="hidden" name="back" value="1" /> })}
            <div class="flow">{fields}</div>
        }.into_any())}
        <div data-treat=""></div>
        <section class="papers" id="f-papers" tabindex="-1" data-max-mb=max_mb aria-label=t(text::attachment::TO_HAND_IN)>{forms} {cards}</section>
        {to_show}
        <p class="waits" role="status" data-waits=""></p>
        <div data-leave=""></div>
        <div class="actions">
            {sends(context.draft, "button", String::new(), t(text::dossier::NEXT).into_any())}
            {kept_line(context)}
        </div>
    }
    .into_any()
}

/// A button of the page's form. Without the program it sends the files too; with it they are sent by themselves, and
/// the form goes where it always goes.
fn sends(draft: uuid::Uuid, class: &'static str, then: String, face: AnyView) -> AnyView {
    view! {
        <button
            type="submit"
            class=class
            form=FORM
            formaction=routes::hand_in(draft)
            formenctype="multipart/form-data"
            name="then"
            value=then
        >
            {face}
        </button>
    }
    .into_any()
}

/// A paper that was filled in on the portal.
fn form_card(context: StepContext, content: &Papers, name: &str) -> AnyView {
    let see = content.form_step.as_ref().map(|step| {
        let to = routes::filing(use_language(), &context.draft.to_string(), step);
        view! { <a class="upload-verb" href=to>{t(text::attachment::SEE)}<span class="hidden">" "{name.to_owned()}</span></a> }
    });
    let (class, picture, state) = match content.forms_filled {
        true => ("upload upload-done", CIRCLE_CHECK, text::attachment::FILLED_IN),
        false => ("upload", CLOCK, text::attachment::NOT_FILLED_IN),
    };
    view! {
        <section class="paper">
            <ul class="uploads">
                <li class=class>
                    <span class="thumbnail">{icon_medium(FILE_TEXT)}</span>
                    <div>
                        <p class="upload-name">{name.to_owned()}</p>
                        <p class="upload-state">{icon(picture)} <span>{t(state)}</span></p>
                    </div>
                    {see}
                </li>
            </ul>
        </section>
    }
    .into_any()
}

/// A paper to hand in: what it is, the files it has, and how to add more.
fn card(
    context: StepContext,
    paper: Paper,
    shown: RwSignal<Papers>,
    reload: Callback<()>,
    problem: Option<String>,
) -> AnyView {
    let id = paper.id.clone();
    let own = id.clone();
    let files = Memo::new(move |_| {
        shown.with(|shown| {
            let paper = shown.to_hand_in.iter().find(|paper| paper.id == own);
            paper.map(|paper| paper.files.clone()).unwrap_or_default()
        })
    });
    let has_file = Memo::new(move |_| files.with(|files| files.iter().any(|file| file.refusal.is_none())));
    let checking = move || files.with(|files| files.iter().any(|file| file.checking)).then_some("");
    // Why a file could not be taken out or put elsewhere.
    let failed = RwSignal::new(None::<AppError>);
    let problem: Problem = Signal::derive(move || match failed.get() {
        Some(error) => Some(t(error.sentence()).to_owned()),
        None => problem.clone().filter(|_| !has_file.get()),
    });
    let needed = if paper.required { text::attachment::REQUIRED } else { text::attachment::OPTIONAL };
    let case = paper.case.as_ref().map(|case| format!("{}. ", say(case))).unwrap_or_default();
    let hint = paper.hint.as_ref().map(|hint| view! { <p class="meta">{say(hint)}</p> });
    let name = say(&paper.name);
    let path = card_path(&paper.id);
    let heading = format!("f-{path}");
    let labelled_by = heading.clone();
    let draft = context.draft;
    let rows = move || {
        let files = files.get();
        let names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
        let row = |(file, at): (File, usize)| {
            let is_twin = names.iter().filter(|name| **name == file.name).count() > 1;
            let label = told_apart(&file.name, at + 1, is_twin);
            file_row(draft, &id, file, at, label, failed, reload)
        };
        files.into_iter().zip(0..).map(row).collect::<Vec<_>>()
    };
    view! {
        <section
            class="paper"
            aria-labelledby=labelled_by
            data-arrives=routes::begin_upload(context.draft, &paper.id)
            data-accepts=paper.accept.clone()
            data-checking=checking
        >
            <div class="paper-head">
                <h2 class="h3" id=heading tabindex="-1">{name.clone()}</h2>
                {hint}
                <p class="meta">{case} {t(needed)} " " {paper.limits.clone()}</p>
                {error(&path, problem)}
            </div>
            <ul class="uploads">{rows}</ul>
            {ways_in(context.draft, &paper, &name, shown.with_untracked(|shown| shown.kept), problem)}
        </section>
    }
    .into_any()
}

/// The ways to add files to a paper. The program of the papers (`frontend`) fills what is empty here: files on their way,
/// what it asks, and what it says. Until it runs, and without it, the form of the page sends the files.
fn ways_in(draft: uuid::Uuid, paper: &Paper, name: &str, kept: bool, problem: Problem) -> AnyView {
    let accept = paper.accept.clone();
    let paper = &paper.id;
    let (wrong, described) = (invalid(problem), described_by(&card_path(paper), "", problem));
    let camera = format!("camera-{paper}");
    let files = format!("files-{paper}");
    let plain = format!("plain-{paper}");
    let sent_as = format!("files[{paper}]");
    let label = |key: Key| view! { {t(key)} <span class="hidden">" "{name.to_owned()}</span> };
    let face = view! { {icon(UPLOAD)} {label(text::attachment::UPLOAD)} }.into_any();
    let send =
        sends(draft, "button button-secondary button-small", ["refresh:", &card_path(paper)].concat(), face);
    // A button of the form like all others, so that what is on the page is not lost on the way to another.
    let take_kept = kept.then(|| {
        let face = label(text::kept::FROM_STORE).into_any();
        sends(draft, "button button-secondary button-small", ["kept:", paper].concat(), face)
    });
    let photo = accept.contains("image/").then(|| {
        view! {
            <input class="file-input with-papers" type="file" id=camera.clone() accept="image/*" capture="environment" aria-invalid=wrong.clone() aria-describedby=described.clone() />
            <label class="button button-secondary button-small with-papers" for=camera>
                {icon(CAMERA)} {label(text::attachment::TAKE_PHOTO)}
            </label>
        }
    });
    view! {
        <ul class="uploads" data-list=""></ul>
        <div data-ask=""></div>
        <p class="hidden" role="status" id=format!("f-said.{paper}")></p>
        <div class="paper-foot">
            {photo}
            <input class="file-input with-papers" type="file" id=files.clone() accept=accept.clone() multiple=true aria-invalid=wrong.clone() aria-describedby=described.clone() />
            <label class="button button-secondary button-small with-papers" for=files>
                {icon(UPLOAD)} {label(text::attachment::CHOOSE_FILES)}
            </label>
            <div class="upload-plain without-papers">
                <label class="hidden" for=plain.clone()>{label(text::attachment::CHOOSE_FILES)}</label>
                <input class="input" type="file" name=sent_as form=FORM id=plain accept=accept multiple=true aria-invalid=wrong aria-describedby=described />
                {send}
            </div>
            {take_kept}
        </div>
    }
    .into_any()
}

/// The row of a file that is there as the `at`th, or was refused.
fn file_row(
    draft: uuid::Uuid,
    paper: &str,
    file: File,
    at: usize,
    label: String,
    failed: RwSignal<Option<AppError>>,
    reload: Callback<()>,
) -> AnyView {
    let (state, sentence, verb) = match &file.refusal {
        None => {
            let (state, said) = match file.checking {
                true => (UploadState::Checking, text::attachment::RECEIVED_CHECKING),
                false => (UploadState::Done, text::attachment::RECEIVED),
            };
            (state, fill(said, &[("size", &size(file.size))]), text::attachment::REMOVE)
        }
        Some(sentence) => (UploadState::Refused, sentence.clone(), text::attachment::DISMISS),
    };
    let arrange = |raise: bool, says: Key, act: &str| {
        let then = format!("{act}:{}:{paper}", file.id);
        // Beside the page: leaving it would end the uploads under way.
        let (card, file, name) = (paper.to_owned(), file.id, label.clone());
        let on_click = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            let (card, name) = (card.clone(), name.clone());
            spawn_local(async move {
                let arranged = ask(ArrangePaper { draft, paper: file, raise }).await;
                // The page may be gone by then.
                failed.try_set(arranged.err());
                match arranged {
                    Ok(()) => {
                        let at = at.to_string();
                        let values = [("name", name.as_str()), ("count", at.as_str())];
                        let says = if raise { text::attachment::RAISED } else { text::attachment::REMOVED };
                        say_at(&card, &fill(says, &values));
                        reload.try_run(());
                    }
                    Err(AppError::Offline) => tell("offline"),
                    Err(_) => {}
                }
            });
        };
        let face = view! { {t(says)} <span class="hidden">" "{label.clone()}</span> }.into_any();
        view! { <div on:click=on_click>{sends(draft, "upload-verb", then, face)}</div> }.into_any()
    };
    let rise = (at > 0 && file.refusal.is_none()).then(|| arrange(true, text::attachment::RAISE, "raise"));
    let verbs =
        view! { <div class="upload-verbs">{rise} {arrange(false, verb, "withdraw")}</div> }.into_any();
    let thumbnail = file.pictured.then(|| routes::thumbnail(file.id));
    let id = file.refusal.is_some().then(|| format!("f-{REFUSED}{}", file.id));
    upload_row(&label, state, &sentence, thumbnail, verbs, id)
}

/// Says something at a card to those who listen, whose focus goes to its head: what had it goes, or is another's.
fn say_at(paper: &str, sentence: &str) {
    let find = |of: &str| document().get_element_by_id(&["f-", of, paper].concat());
    if let Some(status) = find("said.") {
        status.set_text_content(Some(sentence));
    }
    if let Some(head) = find("card.") {
        focus(head);
    }
}
