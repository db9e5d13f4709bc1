//! What the portal is measured against: the plainest server of the same bytes.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use leptos::prelude::*;
use tokio::net::TcpListener;

/// Serves on `port` a static Leptos page of `n` bytes at `/page/{n}` and `asset` from memory at `/asset`.
pub async fn serve(port: u16, asset: Bytes) -> anyhow::Result<()> {
    // There are no routes to list; but in doing so leptos_axum gets ready to draw.
    leptos_axum::generate_route_list(|| ());
    let router = Router::new()
        .route("/page/{bytes}", get(page))
        .route("/asset", get(async |State(asset): State<Bytes>| ([(CONTENT_TYPE, "text/javascript")], asset)))
        .with_state(asset);
    axum::serve(TcpListener::bind(("127.0.0.1", port)).await?, router).await?;
    Ok(())
}

async fn page(Path(bytes): Path<usize>, request: axum::extract::Request) -> impl IntoResponse {
    leptos_axum::render_app_async(move || view! { <StaticPage bytes /> })(request).await
}

const PARAGRAPH: &str = "Một trang tĩnh: không đọc gì, không tính gì, chỉ có những đoạn văn như đoạn này.";

/// A page of close to `bytes` bytes of UTF-8: a heading and paragraphs of a usual length.
#[component]
fn StaticPage(bytes: usize) -> impl IntoView {
    const EMPTY_PAGE: usize = 150;
    let paragraph = PARAGRAPH.len() + "<p></p>".len();
    let paragraphs = bytes.saturating_sub(EMPTY_PAGE) / paragraph;
    view! {
        <!DOCTYPE html>
        <html lang="vi">
            <head>
                <meta charset="utf-8" />
                <title>"Một trang tĩnh"</title>
            </head>
            <body>
                <main>
                    <h1>"Một trang tĩnh"</h1>
                    {(0..paragraphs).map(|_| view! { <p>{PARAGRAPH}</p> }).collect::<Vec<_>>()}
                </main>
            </body>
        </html>
    }
}
