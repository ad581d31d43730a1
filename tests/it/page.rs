//! The page's server: whom it answers, what it says of its answers, and what it never sends.

use crate::served::Served;
use crate::tool::{folder, healtone, json};
use serde_json::Value;
use std::fs;

const SAMPLE: &str = "tests/photos/consultation.jpg";

fn sample() -> Vec<u8> {
    fs::read(format!("{}/{SAMPLE}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// What the page would ask, and the answer.
fn ask(served: &Served, path: &str, fields: &Value) -> (u16, Value) {
    let (status, _, body) = served.request(&format!("POST {path}"), &served.own_lines(), fields.to_string().as_bytes());
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

fn upload(served: &Served, photo: &[u8]) -> String {
    let (status, _, body) = served.request("POST /api/photo", &served.own_lines(), photo);
    assert_eq!(status, 200);
    serde_json::from_slice::<Value>(&body).unwrap()["photo"].as_str().unwrap().to_owned()
}

#[test]
fn the_page_is_there_and_says_what_a_browser_may_do() {
    let served = Served::start("files", &[]);
    let host = vec![format!("Host: localhost:{}", served.port)];
    for (path, _) in healtone::data::PAGE {
        let (status, head, body) = served.request(&format!("GET {path}"), &host, b"");
        assert_eq!(status, 200, "{path}");
        assert!(!body.is_empty());
        let head = head.to_lowercase();
        for line in
            ["default-src 'none'", "frame-ancestors 'none'", "nosniff", "no-store", "cross-origin-resource-policy"]
        {
            assert!(head.contains(line), "{path}: {line}\n{head}");
        }
        assert!(!head.contains("unsafe-inline") && !head.contains("access-control-allow"), "{head}");
    }
}

#[test]
fn the_page_has_nothing_inline_and_nothing_from_elsewhere() {
    for (path, text) in healtone::data::PAGE {
        for forbidden in [
            "style=\"",
            "onclick",
            "http://",
            "https://",
            "localStorage",
            "sessionStorage",
            "indexedDB",
            "document.cookie",
            "eval(",
        ] {
            let known = text.matches("http://www.w3.org/").count();
            let found = text.matches(forbidden).count() - if forbidden == "http://" { known } else { 0 };
            assert_eq!(found, 0, "{path} has {forbidden}");
        }
    }
    let page = healtone::data::PAGE[0].1;
    assert_eq!((page.matches("<script").count(), page.matches("</script>").count()), (1, 1));
    assert!(page.contains("<script type=\"module\" src=\"/main.js\"></script>"));
}

#[test]
fn thirty_hostile_names_and_origins_are_refused() {
    let served = Served::start("hostile", &[]);
    let port = served.port;
    let own = format!("127.0.0.1:{port}");
    let token = format!("X-Healtone-Token: {}", served.token);
    let host = |name: &str| vec![format!("Host: {name}"), token.clone()];
    let from = |origin: &str| vec![format!("Host: {own}"), format!("Origin: {origin}"), token.clone()];
    let site = |site: &str, mode: &str| {
        let lines = [format!("Host: {own}"), format!("Sec-Fetch-Site: {site}"), format!("Sec-Fetch-Mode: {mode}")];
        [lines.to_vec(), vec![token.clone()]].concat()
    };
    let cases: Vec<(&str, Vec<String>)> = vec![
        ("GET /", host("localhost.evil")),
        ("GET /", host(&format!("localhost.evil:{port}"))),
        ("GET /", host(&format!("127.0.0.1.evil.example:{port}"))),
        ("GET /", host(&format!("evil.localhost:{port}"))),
        ("GET /", host(&format!("localhost.:{port}"))),
        ("GET /", host(&format!("127.0.0.1.:{port}"))),
        ("GET /", host("localhost")),
        ("GET /", host("127.0.0.1")),
        ("GET /", host(&format!("127.0.0.1:{}", port ^ 1))),
        ("GET /", host(&format!("127.1:{port}"))),
        ("GET /", host(&format!("2130706433:{port}"))),
        ("GET /", host(&format!("0x7f000001:{port}"))),
        ("GET /", host(&format!("0.0.0.0:{port}"))),
        ("GET /", host(&format!("[::1]:{port}"))),
        ("GET /", host(&format!("[::ffff:127.0.0.1]:{port}"))),
        ("GET /", host(&format!("user@127.0.0.1:{port}"))),
        ("GET /", host(&format!("127.0.0.1:{port}@evil.example"))),
        ("GET /", host(&format!("127.0.0.1:{port}, evil.example"))),
        ("GET /", host(&format!("127.0.0.1:0{port}"))),
        ("GET /", host("")),
        ("GET /", vec![token.clone()]),
        ("GET /", vec![format!("Host: {own}"), "Host: evil.example".to_owned(), token.clone()]),
        ("GET /", vec![format!("Host: {own}"), format!("Host: {own}"), token.clone()]),
        ("GET http://evil.example/", host(&own)),
        ("GET /api/desk", from("http://evil.example")),
        ("GET /api/desk", from("null")),
        ("GET /api/desk", from(&format!("https://{own}"))),
        ("GET /api/desk", from(&format!("http://127.0.0.1:{}", port ^ 1))),
        ("GET /api/desk", from(&format!("http://localhost:{port}"))),
        ("GET /api/desk", from(&format!("http://{own}.evil.example"))),
        ("GET /api/desk", [from(&format!("http://{own}")), vec!["Origin: http://evil.example".to_owned()]].concat()),
        ("POST /api/photo", host(&own)),
        ("POST /api/keep", from("http://evil.example")),
        ("GET /api/desk", site("cross-site", "cors")),
        ("GET /main.js", site("same-site", "no-cors")),
        ("POST /api/keep", [site("cross-site", "navigate"), vec![format!("Origin: http://{own}")]].concat()),
        ("GET /api/desk", vec![format!("Host: {own}")]),
        ("GET /api/desk", vec![format!("Host: {own}"), "X-Healtone-Token: 0".to_owned()]),
        ("GET /api/desk", vec![format!("Host: {own}"), format!("{token}0")]),
        ("GET /api/desk", vec![format!("Host: {own}"), token.clone(), token.clone()]),
        ("GET /api/desk?token=1", vec![format!("Host: {own}")]),
    ];
    assert!(cases.len() >= 30);
    for (first, lines) in &cases {
        let (status, _, body) = served.request(first, lines, b"");
        // 400: refused before it was a request at all.
        assert!([400, 403].contains(&status), "{first} {lines:?}: {status}");
        assert!(!String::from_utf8_lossy(&body).contains("charts"), "{first} {lines:?}");
    }
    assert_eq!(served.request("GET /api/desk", &served.own_lines(), b"").0, 200, "and the page itself is answered");
}

#[test]
fn a_consultation_by_the_page_is_that_of_the_command() {
    let served = Served::start("same", &[]);
    let photo = upload(&served, &sample());
    let mut fields =
        serde_json::json!({"photo": photo, "chart": "colorchecker-classic", "area-cm2": "80", "needle": "3RL0.25"});
    let (status, answered) = ask(&served, "/api/consult", &fields);
    assert_eq!(status, 200, "{answered}");
    let args =
        ["consult", SAMPLE, "--chart", "colorchecker-classic", "--area-cm2", "80", "--needle", "3RL0.25", "--json"];
    assert_eq!(answered["consultation"], json(&args).1);

    let (_, healing) = ask(&served, "/api/healing", &with(&fields, &[("rank", "2")]));
    let day28 = |rows: &Value| rows.as_array().unwrap().iter().find(|row| row["day"] == 28.0).unwrap().clone();
    assert_eq!(day28(&healing["predicted"]), day28(&answered["consultation"]["recommendations"][1]["predicted"]));

    for (name, value) in [("rank", "first"), ("rank", "9"), ("area", "1,2,3"), ("area", "a,b"), ("area", "1,1,2,2")] {
        let (status, fault) = ask(&served, "/api/pictures", &with(&fields, &[(name, value)]));
        assert!(status == 400 || status == 422, "{name} {value}: {status} {fault}");
    }

    let (_, report) = ask(&served, "/api/report", &fields);
    assert_eq!(serde_json::from_str::<Value>(report["json"].as_str().unwrap()).unwrap(), answered["consultation"]);

    let (status, kept) = ask(&served, "/api/keep", &with(&fields, &[("code", "K-0417"), ("keep-photo", "yes")]));
    assert_eq!(status, 200, "{kept}");
    let (code, shown, _) = healtone(&["case", "show", served.cases.join("K-0417").to_str().unwrap()]);
    assert!(code == 0 && shown.contains("consultation"), "{shown}");
    for bad in ["../K-1", "Anna", "", "K-0417"] {
        let (status, fault) = ask(&served, "/api/keep", &with(&fields, &[("code", bad)]));
        assert!(status >= 400 && fault["faults"][0]["remedy"].is_string(), "{bad}: {fault}");
    }
    assert_eq!(fs::read_dir(&served.cases).unwrap().count(), 1, "only the case that was asked for");
    fields["healing"] = "/etc/passwd".into();
    assert_eq!(ask(&served, "/api/consult", &fields).0, 400, "options that name files are none of the page's");
}

fn with(fields: &Value, more: &[(&str, &str)]) -> Value {
    let mut all = fields.clone();
    more.iter().for_each(|(name, value)| all[*name] = (*value).into());
    all
}

#[test]
fn what_is_no_photo_is_refused_in_words_and_never_sent_back() {
    let served = Served::start("uploads", &[]);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let html = b"<!DOCTYPE html><script>alert(1)</script>";
    for bytes in [svg.as_slice(), html, b"", b"\xff\xd8\xff\xe0cut"] {
        let photo = upload(&served, bytes);
        let fields = serde_json::json!({"photo": photo});
        let (status, measured) = ask(&served, "/api/measure", &fields);
        assert_eq!(status, 200);
        let refused = &measured["measurement"]["refused"][0];
        assert!(refused["code"].as_str().unwrap().starts_with("photo-") && refused["remedy"] != "", "{measured}");
        assert!(ask(&served, "/api/view", &fields).0 >= 400);
    }
    let photo = upload(&served, &sample());
    let fields = serde_json::json!({"photo": photo}).to_string();
    let (status, head, view) = served.request("POST /api/view", &served.own_lines(), fields.as_bytes());
    assert!(status == 200 && head.contains("image/jpeg") && view != sample());
    assert!(!view.windows(4).any(|four| four == b"Exif") && !view.windows(11).any(|part| part == b"ICC_PROFILE"));
    for gone in ["0", &photo[1..], "../../etc/passwd"] {
        let (status, fault) = ask(&served, "/api/measure", &serde_json::json!({"photo": gone}));
        assert!(status == 400 && fault["faults"][0]["code"] == "photo-gone", "{fault}");
    }
}

#[test]
fn what_is_too_large_or_no_question_is_refused() {
    let served = Served::start("large", &[]);
    let mut lines = served.own_lines();
    lines.push("Content-Length: 300000000".to_owned());
    let mut request = String::from("POST /api/photo HTTP/1.1\r\n");
    lines.iter().for_each(|line| request += &format!("{line}\r\n"));
    assert_eq!(served.send(format!("{request}Connection: close\r\n\r\n").as_bytes()).0, 413);
    for body in ["", "[]", "{\"photo\": 1}", "{\"photo\": {\"a\": 1}}", "\u{0}"] {
        let (status, _, _) = served.request("POST /api/measure", &served.own_lines(), body.as_bytes());
        assert_eq!(status, 400, "{body}");
    }
    assert_eq!(served.request("GET /../Cargo.toml", &served.own_lines(), b"").0, 404);
    assert_eq!(served.request("DELETE /api/photo", &served.own_lines(), b"").0, 405);
}

#[test]
fn the_newest_picture_of_a_watched_folder_is_taken() {
    let watched = folder("watched");
    fs::create_dir_all(&watched).unwrap();
    let served = Served::start("watch", &["--watch", watched.to_str().unwrap()]);
    let newest = || {
        let (status, _, body) = served.request("GET /api/newest", &served.own_lines(), b"");
        assert_eq!(status, 200);
        serde_json::from_slice::<Value>(&body).unwrap()
    };
    assert_eq!(newest()["name"], Value::Null);
    assert_eq!(ask(&served, "/api/newest", &serde_json::json!({})).0, 422, "none has arrived");
    fs::write(watched.join("notes.txt"), "no picture").unwrap();
    fs::write(watched.join("IMG_1.jpg"), sample()).unwrap();
    let seen = newest();
    assert_eq!(seen["name"], "IMG_1.jpg");
    let (_, taken) = ask(&served, "/api/newest", &serde_json::json!({}));
    assert_eq!(taken["photo"], upload(&served, &sample()), "as if it had been sent");
    assert_eq!(newest(), seen, "the same while nothing is written");
}

#[test]
fn a_folder_that_is_not_there_and_a_port_that_is_taken_are_told() {
    let (code, _, err) = healtone(&["serve", "--cases", "no/such/folder"]);
    assert!(code == 5 && err.contains("no-such-folder"), "{code} {err}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (code, _, err) = healtone(&["serve", "--port", &port]);
    assert!(code == 5 && err.contains("page-not-opened") && err.contains(&port), "{code} {err}");
}
