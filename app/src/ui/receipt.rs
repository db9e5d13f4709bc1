//! What one keeps after filing. Prints on A5.

use leptos::prelude::*;

use super::icon::{CIRCLE_CHECK, icon_large};
use super::ornament::{Weave, weave};
use super::summary_list::{Row, summary_list_tight};

/// A receipt (biên nhận).
pub struct Receipt {
    /// "Đã nộp hồ sơ".
    pub done: String,
    /// Heading of the page.
    pub heading: String,
    /// "Mã hồ sơ".
    pub code_label: String,
    /// The dossier's code.
    pub code: String,
    /// What it is about.
    pub rows: Vec<Row>,
    /// The code as a QR code: the inner markup of an `<svg>`, with a quiet zone of four modules.
    pub qr: AnyView,
    /// What the QR code is for.
    pub qr_words: String,
}

/// The receipt, with the page's woven band on top: the header has a plain line then.
pub fn receipt(receipt: Receipt) -> AnyView {
    view! {
        <article class="receipt">
            {weave(Weave::Band)}
            <div class="receipt-body">
                <div>
                    <p class="receipt-done">{icon_large(CIRCLE_CHECK)} {receipt.done}</p>
                    <h1 tabindex="-1">{receipt.heading}</h1>
                    <p class="meta">{receipt.code_label}</p>
                    <p class="code" translate="no">{receipt.code}</p>
                    {summary_list_tight(receipt.rows)}
                </div>
                <div>
                    <div class="qr">{receipt.qr}</div>
                    <p class="meta">{receipt.qr_words}</p>
                </div>
            </div>
        </article>
    }
    .into_any()
}

/// What happens next and when: each a date, a sentence, and whether it has happened.
pub fn next_steps(steps: Vec<(String, String, bool)>) -> AnyView {
    let items = steps
        .into_iter()
        .map(|(when, what, done)| {
            view! {
                <li class=done.then_some("done")>
                    <h3>{when}</h3>
                    <p class="meta">{what}</p>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <ol class="next-steps">{items}</ol> }.into_any()
}
