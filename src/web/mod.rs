//! The consultation as a page in the browser of this machine: a server on the loopback address, for one technician.
//!
//! The page is plain HTML, CSS and modules from the binary; it loads nothing from elsewhere. What it asks is answered by the
//! same functions that the commands call. Whoever can reach the port is not trusted: every request passes the [`Guard`]
//! before anything is looked up, every route but the page's own files wants the token of this start, photos stay in memory,
//! and none is sent back as it came.

mod answer;
mod asks;
mod guard;
mod shelf;
mod watch;

pub use guard::{Guard, Refusal};

use crate::cli::{Desk, PageOptions};
use crate::data;
use crate::diagnostic::{Diagnostic, Kind};
use asks::Clerk;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, ServiceExt};
use std::net::Ipv4Addr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tower::Layer;

/// Opens the page and answers it until the process is told to end.
///
/// Errors: a port that cannot be had.
pub fn open(desk: Desk, options: PageOptions) -> Result<(), Diagnostic> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_io().build();
    runtime.map_err(|e| no_port(options.port, &e))?.block_on(serve(desk, options))
}

async fn serve(desk: Desk, options: PageOptions) -> Result<(), Diagnostic> {
    let failed = |e: &std::io::Error| no_port(options.port, e);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.map_err(|e| failed(&e))?;
    let port = listener.local_addr().map_err(|e| failed(&e))?.port();
    let token = new_token().map_err(|e| failed(&e))?;
    let address = format!("http://127.0.0.1:{port}/#{token}");
    let guard = Arc::new(Guard::new(port, token));
    let clerk = Arc::new(Clerk::new(desk, options.watch));
    (options.opened)(&address);
    if let Some(show) = options.show {
        show(&address);
    }
    let pages = from_fn_with_state(guard, guarded).layer(routes(clerk));
    let service = ServiceExt::<Request<Body>>::into_make_service(pages);
    let ended = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    axum::serve(listener, service).with_graceful_shutdown(ended).await.map_err(|e| failed(&e))
}

fn routes(clerk: Arc<Clerk>) -> Router {
    let photo = post(asks::photo).layer(DefaultBodyLimit::max(most_bytes()));
    let asked = Router::new()
        .route("/api/desk", get(asks::desk))
        .route("/api/newest", get(asks::newest).post(asks::take))
        .route("/api/photo", photo)
        .route("/api/view", post(asks::view))
        .route("/api/measure", post(asks::measure))
        .route("/api/consult", post(asks::consult))
        .route("/api/healing", post(asks::healing))
        .route("/api/pictures", post(asks::pictures))
        .route("/api/report", post(asks::report))
        .route("/api/keep", post(asks::keep))
        .route("/report.css", get(asks::report_style))
        .with_state(clerk);
    data::PAGE.iter().fold(asked, |router, (path, text)| router.route(path, get(move || file(path, text))))
}

/// A file of the page.
async fn file(path: &'static str, text: &'static str) -> Response {
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    };
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// Lets a request through or not, before anything is looked up; says on every answer what a browser may do with it.
async fn guarded(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let admitted = guard.admits(request.method(), request.uri(), request.headers());
    let mut response = match admitted {
        Ok(()) if declared_bytes(&request) > most_bytes() => answer::faults(&[too_large()]),
        Ok(()) => next.run(request).await,
        Err(refusal) => answer::refused(refusal),
    };
    for (name, value) in ALWAYS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// The largest photo that is read.
fn most_bytes() -> usize {
    let limits = data::limits().photo;
    limits.tiff_max_bytes.max(limits.file_max_bytes)
}

/// How much is to come, as far as that is said: what is too much is not waited for.
fn declared_bytes(request: &Request) -> usize {
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    declared.and_then(|length| length.parse().ok()).unwrap_or(0)
}

fn too_large() -> Diagnostic {
    let message = format!("The file is larger than {} MB.", most_bytes() / 1_000_000);
    Diagnostic::error(Kind::Limit, "file-too-large", message, "Export it smaller, or check that it is the right file.")
}

/// On every answer: nothing from elsewhere, nothing inline, no frame around it, nothing kept, nothing guessed.
const ALWAYS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// 128 random bits in hexadecimal.
fn new_token() -> std::io::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn no_port(port: u16, e: &std::io::Error) -> Diagnostic {
    let message = match port {
        0 => format!("The page could not be opened: {e}."),
        port => format!("The page could not be opened on port {port}: {e}."),
    };
    let remedy = "Leave --port out to take one that is free, or end the program that has it.";
    Diagnostic::error(Kind::Access, "page-not-opened", message, remedy)
}
