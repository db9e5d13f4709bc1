//! The document around the pages. Server only.

use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::CitizenApp;
use crate::i18n::{t, text, use_language};
use crate::settings::use_settings;

/// Addresses of one of the browser's programs.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProgramFiles {
    /// JavaScript that starts the WASM.
    pub glue: Option<&'static str>,
    /// The WASM.
    pub wasm: Option<&'static str>,
}

/// Addresses of the site's files that the document names. Empty where the server was built without a site.
#[derive(Clone, Copy, Debug, Default)]
pub struct SiteFiles {
    /// The stylesheet.
    pub stylesheet: Option<&'static str>,
    /// The font of headings.
    pub font: Option<&'static str>,
    /// The icon.
    pub icon: Option<&'static str>,
    /// The citizens' program, which every page starts.
    pub citizen: ProgramFiles,
    /// What sends papers; a page that needs it finds its addresses at the root element.
    pub papers: ProgramFiles,
    /// What treats photos, likewise.
    pub photo: ProgramFiles,
    /// Sentences in Vietnamese and in English.
    pub sentences: [Option<&'static str>; 2],
    /// What says that a session is about to run out.
    pub session: Option<&'static str>,
    /// What makes and uses passkeys.
    pub passkey: Option<&'static str>,
}

/// What the document needs to know of the request.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// `light` or `dark`, where the person chose; the browser's setting decides otherwise.
    pub scheme: Option<&'static str>,
    /// Whether the browser asks to save data: then no program is loaded but the one that makes photos small.
    pub save_data: bool,
    /// Whether this is the page of the papers.
    pub has_papers: bool,
    /// Where somebody may be logged in: after so many seconds without use the session is about to run out.
    pub session_warns_after: Option<i64>,
    /// Whether this page has a button for passkeys.
    pub has_passkeys: bool,
}

/// The whole document of a citizens' page.
#[component]
pub fn Shell(
    /// Addresses of the site's files.
    files: SiteFiles,
) -> impl IntoView {
    let visit = use_context::<Visit>().unwrap_or_default();
    let language = use_language();
    let settings = use_settings();
    let sentences = files.sentences[language as usize];
    let boot = match visit {
        Visit { save_data: false, .. } => boot(&files, sentences),
        Visit { has_papers: true, .. } => boot_papers(&files, sentences),
        _ => None,
    };
    view! {
        <!DOCTYPE html>
        <html
            lang=language.tag()
            data-scheme=visit.scheme
            data-province=settings.province
            data-help-line=settings.help_line
            data-papers-glue=files.papers.glue
            data-papers-program=files.papers.wasm
            data-photo-glue=files.photo.glue
            data-photo-program=files.photo.wasm
            data-passkey-script=files.passkey
            data-demo=settings.demo.then_some("true")
        >
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="format-detection" content="telephone=no" />
                {files.font.map(|font| view! { <link rel="preload" href=font r#as="font" r#type="font/woff2" crossorigin="anonymous" /> })}
                {files.stylesheet.map(|stylesheet| view! { <link rel="stylesheet" href=stylesheet /> })}
                {files.icon.map(|icon| view! { <link rel="icon" href=icon r#type="image/svg+xml" /> })}
                {visit.session_warns_after.zip(files.session).map(|(after, script)| session_script(script, after))}
                {files.passkey.filter(|_| visit.has_passkeys).map(|script| view! { <script type="module" src=script nonce=leptos::nonce::use_nonce()></script> })}
                {boot.map(|script| view! { <script type="module" nonce=leptos::nonce::use_nonce() inner_html=script></script> })}
                <MetaTags />
            </head>
            <body>
                <CitizenApp />
            </body>
        </html>
    }
}

/// The script that says that a session is about to run out, with what it says.
fn session_script(script: &'static str, after: i64) -> impl IntoView {
    view! {
        <script
            type="module"
            src=script
            nonce=leptos::nonce::use_nonce()
            data-warns-after=after
            data-soon=t(text::safety::SOON)
            data-ends=t(text::safety::ENDS)
            data-stay=t(text::safety::STAY)
        ></script>
    }
}

/// Fetches glue, program and sentences at once and starts the program, except for pages that it does not know. Where
/// something is missing the page stays as it is, which is whole. The glue is a script element because browsers let a
/// script that is known by its hash add one, but not import.
fn boot(files: &SiteFiles, sentences: Option<&'static str>) -> Option<String> {
    let (glue, program, sentences) = (files.citizen.glue?, files.citizen.wasm?, sentences?);
    Some(format!(
        "if(!document.querySelector(\"[data-still]\")){{\
         window.begin=[fetch({program:?},{{priority:\"low\"}}),fetch({sentences:?}).then(r=>r.text())];\
         document.head.append(Object.assign(document.createElement(\"script\"),{{type:\"module\",src:{glue:?}}}))}}"
    ))
}

/// Starts the program of the papers alone: it saves more than it weighs.
fn boot_papers(files: &SiteFiles, sentences: Option<&'static str>) -> Option<String> {
    let (glue, sentences) = (files.papers.glue?, sentences?);
    Some(format!(
        "window.begin=[0,fetch({sentences:?}).then(r=>r.text())];\
         document.head.append(Object.assign(document.createElement(\"script\"),{{type:\"module\",src:{glue:?}}}))"
    ))
}
