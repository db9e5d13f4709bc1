//! What a procedure costs at the desk and online, side by side.

use leptos::prelude::*;

/// One half of the pair.
#[derive(Clone, Debug, Default)]
pub struct Price {
    /// "Nộp tại quầy", "Nộp trực tuyến".
    pub channel: String,
    /// "10.000 đ", "Miễn phí"; or words where no amount is known, then `in_words`.
    pub amount: String,
    /// The amount is a sentence, so it is not drawn as a large number.
    pub in_words: bool,
    /// "mỗi lần"; nothing when empty.
    pub per: String,
    /// "Ít hơn 10.000 đ"; nothing when empty.
    pub saving: String,
}

/// Both prices. Who is exempt follows directly below, as a `<p>`.
pub fn fees(desk: Price, online: Price) -> AnyView {
    view! { <div class="fees">{half("fee", desk)} {half("fee fee-online", online)}</div> }.into_any()
}

/// The price at the desk alone, for what cannot be filed online.
pub fn fee_alone(desk: Price) -> AnyView {
    view! { <div class="fees fees-one">{half("fee", desk)}</div> }.into_any()
}

fn half(class: &'static str, price: Price) -> AnyView {
    view! {
        <div class=class>
            <p>{price.channel}</p>
            <p class=if price.in_words { "fee-words" } else { "fee-amount" }>{price.amount}</p>
            {(!price.per.is_empty()).then(|| view! { <p>{price.per}</p> })}
            {(!price.saving.is_empty()).then(|| view! { <p class="saving">{price.saving}</p> })}
        </div>
    }
    .into_any()
}
