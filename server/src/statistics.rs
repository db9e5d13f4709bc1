//! The public figures as open data.

use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use backend::statistics::{Figure, Figures, figures};
use serde_json::{Value, json};

use crate::error_page::status_of_failure;
use crate::router::AppState;

/// The files' addresses.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/thong-ke/du-lieu.csv", get(csv))
        .route("/thong-ke/du-lieu.json", get(json))
        .route("/en/thong-ke/du-lieu.csv", get(csv))
        .route("/en/thong-ke/du-lieu.json", get(json))
}

async fn csv(State(state): State<AppState>) -> Response {
    match figures(&state.portal).await {
        Ok(figures) => file("text/csv; charset=utf-8", "thong-ke.csv", as_csv(&figures)),
        Err(error) => status_of_failure(error).into_response(),
    }
}

async fn json(State(state): State<AppState>) -> Response {
    match figures(&state.portal).await {
        Ok(figures) => file("application/json", "thong-ke.json", as_json(&figures).to_string()),
        Err(error) => status_of_failure(error).into_response(),
    }
}

fn file(kind: &'static str, name: &str, content: String) -> Response {
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    (headers, content).into_response()
}

/// A line for each procedure, the names of the columns first (RFC 4180).
fn as_csv(figures: &Figures) -> String {
    let mut csv = String::from(
        "procedure_code,procedure_name,received,finished,on_time,late,usual_hours,ratings,stars\r\n",
    );
    let all = ("", "".to_owned(), &figures.all);
    let each = figures.procedures.iter().map(|(code, name, figure)| (code.as_str(), name.vi.clone(), figure));
    for (code, name, figure) in each.chain([all]) {
        let Figure { received, finished, on_time, late, usual_hours, ratings, stars } = figure;
        let name = name.replace('"', "\"\"");
        csv += &format!(
            "{code},\"{name}\",{received},{finished},{on_time},{late},{usual_hours},{ratings},{stars}\r\n"
        );
    }
    csv
}

fn as_json(figures: &Figures) -> Value {
    let one = |figure: &Figure| {
        json!({"received": figure.received, "finished": figure.finished, "on_time": figure.on_time, "late": figure.late,
               "usual_hours": figure.usual_hours, "ratings": figure.ratings, "stars": figure.stars})
    };
    let months = figures
        .months
        .iter()
        .map(|(month, figure)| json!({"month": month.format("%Y-%m").to_string(), "figures": one(figure)}));
    let procedures = figures.procedures.iter().map(|(code, name, figure)| {
        json!({"code": code, "name": {"vi": name.vi, "en": name.en}, "figures": one(figure)})
    });
    json!({
        "computed_at": figures.computed_at,
        "all": one(&figures.all),
        "months": months.collect::<Vec<_>>(),
        "procedures": procedures.collect::<Vec<_>>(),
    })
}
