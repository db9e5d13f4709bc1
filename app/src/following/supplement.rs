//! `/ho-so/{code}/bo-sung`: only what is asked for.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::LoadSupplement;
use super::model::{ItemRow, PaperRow, SupplementPage};
use crate::dossier::shown;
use crate::i18n::{fill, t, text::desk as d, use_language};
use crate::load::load;
use crate::routes;
use crate::ui::form::{Form, form_fields, input_name};
use crate::ui::{
    Button, Look, TextField, back_link, button, error_summary, file_field, inset, text_area, title_of_wrong,
};

/// The answer to a request for supplements.
#[component]
pub fn Supplement() -> impl IntoView {
    let code = use_params_map().with_untracked(|params| params.get("code").unwrap_or_default());
    let checking = use_query_map().with_untracked(|query| query.get("kiem-tra").is_some());
    let here = routes::supplement(use_language(), &code);
    load(move || LoadSupplement { code: code.clone() }).show(move || {
        let here = here.clone();
        move |loaded| shown(loaded, &here, |page| draw(page, checking))
    })
}

fn draw(page: SupplementPage, checking: bool) -> AnyView {
    let language = use_language();
    let title = t(d::SUPPLEMENT_TITLE);
    let mut judged = page.judged.clone();
    if !checking {
        judged.problems.clear();
    }
    let mut problems = judged.problems.clone();
    for (at, item) in page.items.iter().enumerate().filter(|(_, item)| checking && item.is_open) {
        problems.push((item_path(at, item), format!("{}: {}", item.name, t(d::SUPPLEMENT_OPEN))));
    }
    let shown_title = if problems.is_empty() { title.to_owned() } else { title_of_wrong(title) };
    let word = (!page.word.is_empty()).then(|| view! { <p>{page.word.clone()}</p> });
    let until = page.until.clone().map(|until| view! { <p><b>{until}</b></p> });
    let items = page.items.iter().enumerate().map(|(at, item)| draw_item(at, item, checking)).collect_view();
    let fields = (!page.section.fields.is_empty()).then(|| {
        form_fields(Form {
            section: page.section.clone(),
            answers: page.answers.clone(),
            judged,
            judge: None,
            on_change: None,
        })
    });
    let new = (!page.new.is_empty()).then(|| {
        let papers = page.new.iter().map(|paper| {
            let problem = None;
            view! { <li>{draw_paper(paper, &["paper.", &paper.id].concat(), problem)}</li> }
        });
        view! {
            <h2>{t(d::SUPPLEMENT_NEW)}</h2>
            <ul class="rows">{papers.collect_view()}</ul>
        }
    });
    let keep = Button {
        label: t(d::SUPPLEMENT_KEEP),
        look: Look::Secondary,
        name: "then",
        value: "save",
        ..Button::default()
    };
    let send = Button { label: t(d::SUPPLEMENT_SEND), name: "then", value: "send", ..Button::default() };
    view! {
        <Title text=shown_title />
        {back_link(&routes::dossier(language, &page.code))}
        {error_summary(problems)}
        <div class="question flow">
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{t(d::SUPPLEMENT_LEAD)}</p>
            {inset(view! { {word} {until} <p>{page.call.clone()}</p> }.into_any())}
            <form
                method="post"
                enctype="multipart/form-data"
                action=routes::send_supplement(&page.code)
                novalidate
                class="flow"
            >
                <ol class="rows">{items}</ol>
                {fields} {new}
                <div class="actions">{button(send)} {button(keep)}</div>
            </form>
        </div>
    }
    .into_any()
}

fn item_path(at: usize, item: &ItemRow) -> String {
    if item.paper.is_some() { format!("item-{at}") } else { item.explains.clone() }
}

fn draw_item(at: usize, item: &ItemRow, checking: bool) -> AnyView {
    let problem = (checking && item.is_open).then(|| t(d::SUPPLEMENT_OPEN).to_owned());
    let paper = item.paper.as_ref().map(|paper| draw_paper(paper, &item_path(at, item), problem.clone()));
    let explanation = text_area(
        TextField {
            path: &item.explains,
            name: &input_name(&item.explains),
            label: t(d::SUPPLEMENT_EXPLAIN),
            optional: true,
            value: &item.explanation,
            problem: Signal::stored(problem.filter(|_| item.paper.is_none())),
            ..TextField::default()
        },
        2,
    );
    view! {
        <li class="flow">
            <h2>{item.name.clone()}</h2>
            <p>{item.why.clone()}</p>
            {paper} {explanation}
        </li>
    }
    .into_any()
}

fn draw_paper(paper: &PaperRow, path: &str, problem: Option<String>) -> AnyView {
    let before = paper.before.iter().map(|name| {
        view! { <p class="meta">{fill(d::SUPPLEMENT_BEFORE, &[("name", name)])}</p> }
    });
    let files = paper.files.iter().map(|(id, name, refusal)| {
        let label = fill(d::SUPPLEMENT_REMOVE, &[("name", name)]);
        let remove = Button {
            label: &label,
            look: Look::Secondary,
            small: true,
            name: "then",
            value: &format!("withdraw:{id}"),
            ..Button::default()
        };
        let said = match refusal {
            Some(why) => format!("{name}: {why}"),
            None => fill(d::SUPPLEMENT_SENT, &[("name", name)]),
        };
        view! { <p>{said} " " {button(remove)}</p> }
    });
    let name = if paper.name.is_empty() {
        t(d::SUPPLEMENT_FILE).to_owned()
    } else {
        format!("{}: {}", t(d::SUPPLEMENT_FILE), paper.name)
    };
    let file = file_field(
        TextField {
            path,
            name: &format!("files[{}]", paper.id),
            label: &name,
            problem: Signal::stored(problem),
            ..TextField::default()
        },
        &paper.accept,
        true,
    );
    view! { {before.collect_view()} {files.collect_view()} {file} }.into_any()
}
