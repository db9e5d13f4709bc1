//! What pages load: results of server functions, on the server while the page is drawn, in the browser when one comes
//! to the page without a page load.
//!
//! All pages share one kind of [`Resource`], of JSON as text, and one kind of [`Suspend`]. Each further kind costs the
//! browser's program some 20 kB; so a page names its server function and how to draw the result, and everything between
//! is compiled once.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::tachys::reactive_graph::OwnedView;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::AppError;

/// A server function's result, there or on its way.
pub struct Loaded<T> {
    resource: Resource<String, codee::string::FromToStringCodec>,
    result: PhantomData<fn() -> T>,
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Loaded<T> {}

/// An answer on its way.
pub(crate) type Answer = Pin<Box<dyn Future<Output = String> + Send>>;
type Draw = Box<dyn FnOnce(String) -> AnyView + Send>;

/// What an answer begins with where it is the code of an error; JSON never begins so.
const FAILED: char = '!';

/// Counts the forms that were sent from the page without leaving it; everything shown is then loaded anew.
#[derive(Clone, Copy)]
pub(crate) struct Sent(pub(crate) RwSignal<u32>);

/// Lets [`load`] hear of forms sent; once, at the root.
pub(crate) fn provide_sent() {
    provide_context(Sent(RwSignal::new(0)));
}

/// Calls the server function with the arguments that `arguments` returns; again when they change.
pub fn load<F>(arguments: impl Fn() -> F + Send + Sync + 'static) -> Loaded<F::Output>
where
    F: ServerFn<Error = AppError> + Serialize + Send + 'static,
    F::Output: Serialize,
{
    load_if(move || Some(arguments())).with_type()
}

/// As [`load`]; where there are no arguments there is nothing to load, and the result is `None`.
pub fn load_if<F>(arguments: impl Fn() -> Option<F> + Send + Sync + 'static) -> Loaded<Option<F::Output>>
where
    F: ServerFn<Error = AppError> + Serialize + Send + 'static,
    F::Output: Serialize,
{
    let arguments = Arc::new(arguments);
    let watched = arguments.clone();
    let key = move || watched().map_or_else(String::new, |arguments| written(&arguments));
    let call = move || -> Answer {
        match untrack(|| arguments()) {
            Some(arguments) => call(arguments),
            None => Box::pin(std::future::ready("null".to_owned())),
        }
    };
    Loaded { resource: resource(Box::new(key), Box::new(call)), result: PhantomData }
}

/// Calls a server function once, from the browser.
pub async fn ask<F>(arguments: F) -> Result<F::Output, AppError>
where
    F: ServerFn<Error = AppError> + Serialize + Send + 'static,
    F::Output: Serialize + DeserializeOwned,
{
    read(&call(arguments).await)
}

impl<T> Loaded<T> {
    fn with_type<U>(self) -> Loaded<U> {
        Loaded { resource: self.resource, result: PhantomData }
    }
}

impl<T: DeserializeOwned + 'static> Loaded<T> {
    /// Draws the result once it is there, and again when it changes. `prepare` runs each time before that, where what
    /// it reads of signals is followed, and returns what draws.
    pub fn show<D>(self, prepare: impl Fn() -> D + Send + Sync + 'static) -> AnyView
    where
        D: FnOnce(Result<T, AppError>) -> AnyView + Send + 'static,
    {
        show(
            self.resource,
            Box::new(move || {
                let draw = prepare();
                Box::new(move |answer| draw(read(&answer)))
            }),
        )
    }
}

/// Asks for an answer, again when `key` changes or a form was sent.
pub(crate) fn resource(
    key: Box<dyn Fn() -> String + Send + Sync>,
    call: Box<dyn Fn() -> Answer + Send + Sync>,
) -> Resource<String, codee::string::FromToStringCodec> {
    let sent = use_context::<Sent>();
    Resource::new_str_blocking(move || (key(), sent.map(|Sent(count)| count.get())), move |_| call())
}

fn show(
    resource: Resource<String, codee::string::FromToStringCodec>,
    prepare: Box<dyn Fn() -> Draw + Send + Sync>,
) -> AnyView {
    // What is drawn has an owner of its own, which goes when it goes. Owned by what waits for the next answer it would be
    // gone already while it still stands, and the first thing that one types would stop the program.
    let page = Owner::current().map(|owner| owner.downgrade());
    view! {
        <Transition>
            {move || {
                let draw = prepare();
                let (answer, page) = (resource.into_future(), page.clone());
                Suspend::new(async move {
                    let answer = answer.await;
                    match page.and_then(|page| page.upgrade()) {
                        Some(page) => {
                            let owner = page.child();
                            let view = owner.with(|| draw(answer));
                            OwnedView::new_with_owner(view, owner).into_any()
                        }
                        None => ().into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

fn read<T: DeserializeOwned>(answer: &str) -> Result<T, AppError> {
    match answer.strip_prefix(FAILED) {
        Some(code) => Err(serde_json::from_str(code).unwrap_or(AppError::Internal)),
        // Reading values out of a tree takes a third of the code that reading them out of text takes.
        None => serde_json::from_str::<serde_json::Value>(answer)
            .and_then(serde_json::from_value)
            .map_err(|_| AppError::Unfit),
    }
}

pub(crate) fn failed(error: AppError) -> String {
    serde_json::to_string(&error).map_or_else(|_| FAILED.to_string(), |code| format!("{FAILED}{code}"))
}

/// The arguments as forms write them, which is also what tells them apart.
fn written(arguments: &impl Serialize) -> String {
    serde_qs::to_string(arguments).unwrap_or_default()
}

#[cfg(feature = "ssr")]
fn call<F>(arguments: F) -> Answer
where
    F: ServerFn<Error = AppError> + Send + 'static,
    F::Output: Serialize,
{
    Box::pin(async move {
        match arguments.run_body().await {
            Ok(output) => serde_json::to_string(&output).unwrap_or_else(|_| failed(AppError::Internal)),
            Err(error) => failed(error),
        }
    })
}

#[cfg(not(feature = "ssr"))]
fn call<F>(arguments: F) -> Answer
where
    F: ServerFn<Error = AppError> + Serialize,
{
    use leptos::server_fn::Protocol;
    let is_get = <F::Protocol as Protocol<
        F,
        F::Output,
        F::Client,
        F::Server,
        F::Error,
        F::InputStreamError,
        F::OutputStreamError,
    >>::METHOD
        .as_str()
        == "GET";
    let arguments = written(&arguments);
    Box::pin(send_wrapper::SendWrapper::new(crate::post::ask(F::PATH, is_get, arguments)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_and_results_are_told_apart() {
        assert_eq!(read::<String>("\"!\""), Ok("!".to_owned()));
        assert_eq!(read::<Option<u8>>("null"), Ok(None));
        assert_eq!(read::<u8>(&failed(AppError::NotFound)), Err(AppError::NotFound));
        assert_eq!(read::<u8>("!nonsense"), Err(AppError::Internal));
        assert_eq!(read::<u8>("\"x\""), Err(AppError::Unfit));
    }
}
