//! `/quan-tri/he-thong`.

use backend::access::token::ROLES;
use domain::access::{Scope, Topic};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

use super::form::{DAYS, label, scope_name, topic_field, topic_name};
use super::{
    EndWebhook, LoadSystems, MakeToken, MakeWebhook, PutSecretAway, RevokeToken, Row, SystemsPage, Typed,
};
use crate::i18n::{Key, fill, t, text};
use crate::load::load;
use crate::staff::{Place, hidden, is_checking, role_name, said, staff_page};
use crate::ui::{
    Banner, Button, Choices, Look, TextField, Tick, Width, button, checkboxes, error_summary, heading,
    select_field, submit, text_field, title_of_wrong,
};

/// The page.
#[component]
pub fn Systems() -> impl IntoView {
    let checking = is_checking();
    load(|| LoadSystems {})
        .show(move || move |loaded| staff_page(loaded, Place::Systems, |page| draw(page, checking)))
}

fn draw(page: SystemsPage, checking: bool) -> AnyView {
    let SystemsPage { tokens, webhooks, agencies, shown, token, webhook } = page;
    let (token, webhook) = if checking { (token, webhook) } else { Default::default() };
    let problems: Vec<_> = token.problems.iter().chain(&webhook.problems).cloned().collect();
    let said = said(&[
        ("da-thu-hoi", Banner::Done, text::access::REVOKED),
        ("da-ngung", Banner::Done, text::access::ENDED),
    ]);
    let title = t(text::access::SYSTEMS);
    let title = if problems.is_empty() { title.to_owned() } else { title_of_wrong(title) };
    let revoke =
        |row| row_of(row, RevokeToken::url(), text::access::REVOKE, (text::access::REVOKE_MORE, "name"));
    let end = |row| row_of(row, EndWebhook::url(), text::access::END, (text::access::END_MORE, "url"));
    view! {
        <Title text=title />
        {said}
        {error_summary(problems)}
        <div class="sheet flow">
            {heading(t(text::access::SYSTEMS))}
            <p class="lead">{t(text::access::LEAD)}</p>
            <p><a href="/api/openapi.json" rel="external">{t(text::access::DOCUMENT)}</a></p>
            {shown.map(secret)}
            <section class="flow">
                <h2>{t(text::access::TOKENS)}</h2>
                {rows(tokens.into_iter().map(revoke).collect(), text::access::NO_TOKENS)}
            </section>
            <section class="flow">
                <h2>{t(text::access::NEW_TOKEN)}</h2>
                {token_form(&token, agencies.clone())}
            </section>
            <section class="flow">
                <h2>{t(text::access::WEBHOOKS)}</h2>
                <p>{t(text::access::WEBHOOKS_LEAD)}</p>
                {rows(webhooks.into_iter().map(end).collect(), text::access::NO_WEBHOOKS)}
            </section>
            <section class="flow">
                <h2>{t(text::access::NEW_WEBHOOK)}</h2>
                {webhook_form(&webhook, agencies)}
            </section>
        </div>
    }
    .into_any()
}

/// What was made a moment ago.
fn secret((title, secret): (String, String)) -> AnyView {
    let away =
        button(Button { label: t(text::access::PUT_AWAY), look: Look::Secondary, ..Button::default() });
    view! {
        <section class="flow inset">
            <h2>{title}</h2>
            <p>
                <code class="secret">{secret}</code>
            </p>
            <p>{t(text::access::SHOWN_ONCE)}</p>
            <form method="post" action=PutSecretAway::url()>{away}</form>
        </section>
    }
    .into_any()
}

fn rows(rows: Vec<AnyView>, none: Key) -> AnyView {
    if rows.is_empty() {
        return view! { <p>{t(none)}</p> }.into_any();
    }
    view! { <ul class="rows">{rows}</ul> }.into_any()
}

fn row_of(row: Row, action: &'static str, label: Key, (more, hole): (Key, &'static str)) -> AnyView {
    let more = fill(more, &[(hole, &row.name)]);
    let end = button(Button {
        label: t(label),
        label_more: &more,
        look: Look::Secondary,
        small: true,
        ..Button::default()
    });
    let lines = row.lines.into_iter().map(|line| view! { <br />{line} }).collect_view();
    view! {
        <li class="staff-row">
            <p>
                <b>{row.name}</b>
                {lines}
            </p>
            <form method="post" action=action>{hidden("id", &row.id.to_string())} {end}</form>
        </li>
    }
    .into_any()
}

/// The parts of a form, whose fields are sent under its name.
struct Parts<'a> {
    form: &'static str,
    typed: &'a Typed,
}

impl Parts<'_> {
    fn problem(&self, field: &str) -> Signal<Option<String>> {
        let found = self.typed.problems.iter().find(|(path, _)| path == field);
        Signal::stored(found.map(|(_, sentence)| sentence.clone()))
    }

    fn name(&self, field: &str) -> String {
        format!("{}[{field}]", self.form)
    }

    fn text(&self, field: &'static str, hint: Key) -> AnyView {
        text_field(TextField {
            path: field,
            name: &self.name(field),
            label: t(label(field)),
            hint: t(hint),
            value: self.typed.get(field),
            problem: self.problem(field),
            ..TextField::default()
        })
    }

    /// `path` is what the summary of errors leads to.
    fn select(&self, (path, field): (&str, &str), options: Vec<(String, String)>) -> AnyView {
        let field_of = TextField {
            path,
            name: &self.name(field),
            label: t(label(field)),
            value: self.typed.get(field),
            problem: self.problem(path),
            width: Width::Full,
            ..TextField::default()
        };
        select_field(field_of, options)
    }

    fn boxes(&self, field: &'static str, options: Vec<Tick>) -> AnyView {
        let choices = Choices {
            path: field,
            legend: t(label(field)),
            problem: self.problem(field),
            ..Choices::default()
        };
        checkboxes(choices, options, |value| self.name(value), |value| self.typed.get(value) == "yes")
    }
}

fn token_form(typed: &Typed, agencies: Vec<(String, String)>) -> AnyView {
    let parts = Parts { form: "token", typed };
    let roles = ROLES.map(|role| (role.as_str().to_owned(), t(role_name(role)).to_owned())).to_vec();
    let days = DAYS.map(|(days, name)| (days.to_owned(), t(name).to_owned())).to_vec();
    let scopes = Scope::ALL.iter().map(|scope| Tick::new(scope.as_str(), t(scope_name(*scope)))).collect();
    view! {
        <form method="post" action=MakeToken::url() novalidate class="flow">
            {parts.text("name", text::access::NAME_HINT)} {parts.select(("agency", "agency"), agencies)}
            {parts.select(("role", "role"), roles)} {parts.boxes("scopes", scopes)}
            {parts.select(("days", "days"), days)}
            <div class="actions">{submit(t(text::access::MAKE_TOKEN))}</div>
        </form>
    }
    .into_any()
}

fn webhook_form(typed: &Typed, agencies: Vec<(String, String)>) -> AnyView {
    let parts = Parts { form: "webhook", typed };
    let topic = |topic: &Topic| Tick::new(topic_field(*topic), t(topic_name(*topic)));
    view! {
        <form method="post" action=MakeWebhook::url() novalidate class="flow">
            {parts.select(("webhook_agency", "agency"), agencies)} {parts.text("url", text::access::URL_HINT)}
            {parts.boxes("topics", Topic::ALL.iter().map(topic).collect())}
            <div class="actions">{submit(t(text::access::MAKE_WEBHOOK))}</div>
        </form>
    }
    .into_any()
}
