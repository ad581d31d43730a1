//! Who may ask: only pages of this server, under its own name, with the token of this start.
//!
//! A browser that shows any other page can be made to send requests here. Rebinding a name to 127.0.0.1 makes them look like
//! its own, so the name is checked; a page elsewhere names itself as the origin, so that is checked; and the token is known
//! only to who was given the page's address.

use axum::http::{HeaderMap, Method, Uri, header};

/// Names under which the loopback address may be asked for.
const NAMES: [&str; 2] = ["127.0.0.1", "localhost"];
/// The header that carries the token.
const TOKEN: &str = "x-healtone-token";
/// Where everything lies that wants the token.
const ASKED: &str = "/api/";

/// What a request must be like.
#[derive(Debug)]
pub struct Guard {
    hosts: [String; 2],
    token: String,
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is for another server, by its name.
    Host,
    /// It comes from another page.
    Origin,
    /// It lacks the token of this start.
    Token,
}

impl Guard {
    /// The guard of a page on this port, with the token of this start.
    #[must_use]
    pub fn new(port: u16, token: String) -> Self {
        Self { hosts: NAMES.map(|name| format!("{name}:{port}")), token }
    }

    /// Whether a request may be answered.
    ///
    /// Errors: the first reason why not.
    ///
    /// ```
    /// use axum::http::{HeaderMap, Method, Uri};
    /// use healtone::web::{Guard, Refusal};
    /// let guard = Guard::new(8417, "secret".to_owned());
    /// let mut headers = HeaderMap::new();
    /// headers.insert("host", "127.0.0.1:8417".parse().unwrap());
    /// let page = Uri::from_static("/");
    /// assert_eq!(guard.admits(&Method::GET, &page, &headers), Ok(()));
    /// assert_eq!(guard.admits(&Method::GET, &Uri::from_static("/api/desk"), &headers), Err(Refusal::Token));
    /// headers.insert("host", "clinic.example:8417".parse().unwrap());
    /// assert_eq!(guard.admits(&Method::GET, &page, &headers), Err(Refusal::Host));
    /// ```
    pub fn admits(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let host = self.host(uri, headers).ok_or(Refusal::Host)?;
        if !is_own(host, method, headers) {
            return Err(Refusal::Origin);
        }
        if uri.path().starts_with(ASKED) && !self.has_token(headers) {
            return Err(Refusal::Token);
        }
        Ok(())
    }

    /// The name that the request is for, where that is this server's, stated once and nowhere contradicted.
    fn host<'h>(&self, uri: &Uri, headers: &'h HeaderMap) -> Option<&'h str> {
        let host = only(headers, header::HOST.as_str())?;
        let known = |name: &str| self.hosts.iter().any(|own| own.eq_ignore_ascii_case(name));
        let elsewhere = uri.authority().is_some_and(|named| !named.as_str().eq_ignore_ascii_case(host));
        (known(host) && !elsewhere).then_some(host)
    }

    fn has_token(&self, headers: &HeaderMap) -> bool {
        let Some(given) = only(headers, TOKEN) else { return false };
        // As long for a wrong first letter as for a wrong last one.
        let differs = given.bytes().zip(self.token.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
        given.len() == self.token.len() && differs == 0
    }
}

/// Whether the request comes from a page of this server, or from nobody's page.
fn is_own(host: &str, method: &Method, headers: &HeaderMap) -> bool {
    let changes = !matches!(*method, Method::GET | Method::HEAD);
    let origin = match headers.get_all(header::ORIGIN).iter().count() {
        0 => !changes,
        _ => only(headers, header::ORIGIN.as_str()).and_then(|o| o.strip_prefix("http://")).is_some_and(|o| o == host),
    };
    // Where a browser says whence a request comes. A link elsewhere may open the page, which says nothing without a token.
    let from = headers.get("sec-fetch-site").map(|v| v.as_bytes());
    let opened = headers.get("sec-fetch-mode").is_some_and(|v| v == "navigate")
        && headers.get("sec-fetch-dest").is_some_and(|v| v == "document")
        && !changes;
    origin && (opened || from.is_none_or(|from| from == b"same-origin" || from == b"none"))
}

/// The value of a header that stands there exactly once, as text.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}
