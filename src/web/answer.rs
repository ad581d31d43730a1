//! What is sent back: documents, pictures, and faults in words.

use super::Refusal;
use crate::diagnostic::{Diagnostic, Kind};
use crate::report;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// A document.
pub(super) fn document(document: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document.to_string()).into_response()
}

/// A picture that was made here.
pub(super) fn jpeg(bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "image/jpeg")], bytes).into_response()
}

/// A stylesheet.
pub(super) fn style(text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], text).into_response()
}

/// Faults instead of a result.
pub(super) fn faults(faults: &[Diagnostic]) -> Response {
    let status = match faults.first().map(|fault| fault.kind) {
        Some(Kind::Argument) => StatusCode::BAD_REQUEST,
        Some(Kind::Limit) => StatusCode::PAYLOAD_TOO_LARGE,
        Some(Kind::Access) => StatusCode::INTERNAL_SERVER_ERROR,
        Some(Kind::Unfit) | None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (status, document(&report::json::page::faults(faults))).into_response()
}

/// A request that was not let through.
pub(super) fn refused(refusal: Refusal) -> Response {
    let why = match refusal {
        Refusal::Host => {
            "This page is asked for under a name that is not its own. Open the address that healtone printed."
        }
        Refusal::Origin => "This request comes from another page. Open the address that healtone printed.",
        Refusal::Token => "This request lacks the token of this start. Open the address that healtone printed last.",
    };
    (StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], why).into_response()
}
