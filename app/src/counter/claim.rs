//! `/ho-so/nhan`: taking what was filed at a counter into one's account, by the code on the slip.

use backend::account::Session;
use backend::counter::{self, Claimed};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::GetUrl;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::account::server::current_session;
use crate::error::{AppError, Failure};
use crate::i18n::{t, text::counter as c, use_language};
use crate::load::load;
use crate::request;
use crate::routes;
use crate::ui::{
    Banner, TextField, Width, banner, error_summary, heading, submit, text_field, title_of_wrong,
};

const CODE: &str = "code";
const NUMBER: &str = "number";

/// Whether somebody is logged in, who need not say their number.
#[server(input = GetUrl, endpoint = "counter/claim-page")]
pub async fn load_claim() -> Result<bool, AppError> {
    Ok(matches!(current_session().await?, Session::Active(_)))
}

/// Claims a dossier, or leads to setting the first password of the account in which it lies.
#[server(endpoint = "counter/claim")]
pub async fn claim_dossier(
    /// The code on the slip.
    #[server(default)]
    code: String,
    /// The identity number, of somebody who is not logged in.
    #[server(default)]
    number: String,
) -> Result<(), AppError> {
    let (portal, language) = (request::portal()?, use_language());
    let network = request::client_address()?.to_string();
    let here = routes::claim_dossier(language);
    let claimed = match current_session().await? {
        Session::Active(citizen) => counter::claim(&portal, &citizen, &code, &network).await?,
        Session::Lapsed(_) | Session::None => {
            counter::claim_without_account(&portal, &code, &number, &network).await?
        }
    };
    request::redirect(&match claimed {
        Claimed::Dossier(code) => routes::dossier(language, &code),
        Claimed::FirstPassword(token) => routes::recovery(language, &token),
        Claimed::LogIn => routes::login_then(language, &(here + "?da-dang-nhap")),
        Claimed::Nothing => here + "?kiem-tra",
    });
    Ok(())
}

/// `/ho-so/nhan`.
#[component]
pub fn Claim() -> impl IntoView {
    let has = |name: &str| use_query_map().with_untracked(|query| query.get(name).is_some());
    let (checking, came_back) = (has("kiem-tra"), has("da-dang-nhap"));
    load(|| LoadClaim {}).show(move || {
        move |loaded| match loaded {
            Ok(is_logged_in) => draw(is_logged_in, checking, came_back),
            Err(error) => view! { <Failure error /> }.into_any(),
        }
    })
}

fn draw(is_logged_in: bool, checking: bool, came_back: bool) -> AnyView {
    let problem = checking.then(|| t(c::CLAIM_WRONG).to_owned());
    let problems = problem.iter().map(|sentence| (CODE.to_owned(), sentence.clone())).collect();
    let title = t(c::CLAIM);
    let title = if checking { title_of_wrong(title) } else { title.to_owned() };
    let code = text_field(TextField {
        path: CODE,
        name: CODE,
        label: t(c::CLAIM_CODE),
        hint: t(c::CLAIM_CODE_HINT),
        problem: Signal::stored(problem),
        autocomplete: "off",
        width: Width::W24,
        digits: true,
        ..TextField::default()
    });
    let number = (!is_logged_in).then(|| {
        text_field(TextField {
            path: NUMBER,
            name: NUMBER,
            label: t(c::NUMBER),
            hint: t(c::CLAIM_NUMBER_HINT),
            inputmode: "numeric",
            autocomplete: "username",
            width: Width::W16,
            digits: true,
            ..TextField::default()
        })
    });
    let lead = t(if is_logged_in { c::CLAIM_LEAD } else { c::CLAIM_LEAD_STRANGER });
    view! {
        <Title text=title />
        {(came_back && is_logged_in).then(|| banner(Banner::Information, t(c::CLAIM_AGAIN)))}
        {error_summary(problems)}
        <div class="question flow">
            {heading(t(c::CLAIM))} <p class="lead">{lead}</p>
            <form method="post" action=ClaimDossier::url() novalidate class="flow">
                {code} {number} <div class="actions">{submit(t(c::CLAIM_BUTTON))}</div>
            </form>
        </div>
    }
    .into_any()
}
