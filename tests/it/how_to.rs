//! The page on taking the photo: whole, self-contained, and no other than the tool's own words.

use crate::tool::{folder, healtone};
use healtone::consult::{HowToPhotograph, how_to_photograph};
use healtone::report::how_to;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn page() -> (HowToPhotograph, String) {
    let facts = how_to_photograph();
    let page = how_to(&facts);
    (facts, page)
}

/// The values of an attribute, or what stands between other marks.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).map(|rest| rest.split(after).next().unwrap()).collect()
}

/// Every element opened and closed in order, attributes quoted and named once, nothing but known entities: what an XML
/// parser asks for.
pub(crate) fn check_xml(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let said = &rest[..at];
        let entities = said.match_indices('&').map(|(i, _)| &said[i..]);
        for entity in entities {
            assert!(["&amp;", "&lt;", "&gt;"].iter().any(|known| entity.starts_with(known)), "{entity:.20}");
        }
        let end = rest[at..].find('>').expect("a tag that ends") + at;
        let tag = &rest[at + 1..end];
        assert!(!tag.contains('<'), "{tag}");
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closed in order");
            continue;
        }
        let inner = tag.trim_end_matches('/');
        let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
        let parts: Vec<&str> = attributes.split('"').collect();
        assert!(parts.len() % 2 == 1 && parts.last().unwrap().is_empty(), "quotes in <{tag}>");
        let mut names: Vec<&str> = parts.iter().step_by(2).filter(|s| !s.is_empty()).copied().collect();
        assert!(names.iter().all(|n| n.trim_start().ends_with('=')), "attributes of <{tag}>");
        names.sort_unstable();
        assert!(names.windows(2).all(|n| n[0].trim() != n[1].trim()), "twice in <{tag}>");
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty() && !rest.contains('&'), "left open: {open:?}");
}

#[test]
fn the_page_is_well_formed_small_and_loads_nothing() {
    let (_, page) = page();
    let xml = page.strip_prefix("<!DOCTYPE html>\n").expect("a page of HTML");
    check_xml(xml);
    let drawings = between(xml, "<figure>", "<figcaption>");
    for drawing in drawings.iter().map(|d| d.trim()) {
        assert!(drawing.starts_with("<svg ") && drawing.ends_with("</svg>"), "{drawing}");
        check_xml(drawing);
    }
    assert!(page.len() < 60_000, "{} bytes", page.len());
    for loaded in ["<script", "<link", "<img", "<iframe", "src=", "@import", "@font-face", "javascript:", "data:"] {
        assert!(!page.contains(loaded), "{loaded}");
    }
    let addresses = between(&page, "http", "\"");
    assert!(addresses.iter().all(|a| a.starts_with("://www.w3.org/")), "only the names of XML: {addresses:?}");
    let ids = between(&page, " id=\"", "\"");
    for used in [between(&page, "href=\"", "\""), between(&page, "url(", ")")].concat() {
        let id = used.strip_prefix('#').unwrap_or_else(|| panic!("{used} is elsewhere"));
        assert!(ids.contains(&id), "{id} is not drawn");
    }
    assert!(page.contains("<meta charset=\"utf-8\"/>") && page.contains("size: A4"));
}

#[test]
fn yes_and_no_are_told_by_word_and_shape_on_neutral_grey() {
    let (_, page) = page();
    let figures = between(&page, "<figure>", "</figure>");
    assert_eq!(figures.len(), 15, "three drawings for each of five steps");
    let mut signs = [0, 0];
    for figure in figures {
        let yes = figure.contains("<b>Yes:</b>");
        assert_eq!(figure.contains("href=\"#yes\""), yes, "{figure}");
        assert!(yes != (figure.contains("<b>No:</b>") && figure.contains("href=\"#no\"")), "{figure}");
        assert!(figure.contains(if yes { "aria-label=\"Yes: " } else { "aria-label=\"No: " }), "{figure}");
        signs[usize::from(yes)] += 1;
    }
    assert!(signs[0] >= 5 && signs[1] >= 5, "{signs:?}");
    let style = between(&page, "<style>", "</style>")[0];
    for colour in between(style, ": #", ";").iter().map(|c| c.split([' ', '}']).next().unwrap()) {
        let grey = colour.len() % 3 == 0 && {
            let part = colour.len() / 3;
            colour[..part] == colour[part..2 * part] && colour[..part] == colour[2 * part..]
        };
        assert!(grey, "#{colour} is no neutral grey");
    }
}

fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&sources(&path));
        } else if path.file_name().is_some_and(|n| n != "how_to.rs") && path.extension().is_some_and(|e| e == "rs") {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
    text
}

#[test]
fn every_refusal_exists_and_is_remedied_as_the_tool_does() {
    let (facts, page) = page();
    let source = sources(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src"));
    let codes = between(&page, "<code>", "</code>");
    assert!(codes.len() >= 12);
    for code in codes {
        assert!(source.contains(&format!("\"{code}\"")), "nothing is refused as {code}");
    }
    for trouble in facts.refusals.iter().chain(&facts.unseen) {
        assert!(!trouble.remedy.is_empty(), "{trouble:?}");
        assert!(source.contains(&trouble.remedy.replace('"', "\\\"")), "nobody says {:?}", trouble.remedy);
    }
}

#[test]
fn its_figures_are_those_of_the_tables() {
    let (facts, page) = page();
    let names: Vec<&str> = facts.charts.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["Classic", "Mini", "Passport", "Nano", "SpyderCheckr 24"]);
    let [classic, mini] = [0, 1].map(|i| facts.charts[i].px_per_mm.unwrap());
    assert!((mini - 14.9).abs() < 0.1 && (classic - 4.9).abs() < 0.1, "{mini} {classic}");
    assert!(page.contains("15 pixels per mm") && page.contains("27 cm wide") && page.contains("Mini or Passport"));
    assert_eq!(facts.patches.len(), 24);
    let named = between(&page, "consult photo.jpg", "</p>")[0].rsplit(' ').next().unwrap();
    assert!(healtone::chart::definition(named).is_ok(), "{named} is no chart");
}

#[test]
fn it_is_printed_or_written_and_never_over_a_photo() {
    let (code, out, err) = healtone(&["consult", "--how-to"]);
    assert_eq!((code, err.as_str(), out.as_str()), (0, "", page().1.as_str()));
    let file = folder("how-to").join("page.html");
    let name = file.to_str().unwrap();
    let (code, said, err) = healtone(&["consult", "--how-to", name]);
    assert_eq!((code, err.as_str(), said.trim()), (0, "", name));
    assert_eq!(fs::read_to_string(&file).unwrap(), out);
    let photo = "tests/photos/consultation.jpg";
    for (args, word) in [
        (&["consult", "--how-to", photo][..], "needs no photo"),
        (&["consult", photo, "--how-to"], "cannot be used with"),
        (&["consult", "--how-to", "--json"], "cannot be used with"),
        (&["consult"], "<PHOTO>"),
    ] {
        let (code, out, err) = healtone(args);
        assert!(code == 2 && out.is_empty() && err.contains(word), "{args:?}: {err}");
    }
}

/// How many sheets a browser prints a page on; `None` where there is no browser.
pub(crate) fn sheets(name: &str, page: &str) -> Option<usize> {
    let browser = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|out| out.status.success()));
    let Some(browser) = browser else {
        eprintln!("skipped: there is no Chromium to print with");
        return None;
    };
    let folder = folder(name);
    let (page_file, sheet) = (folder.join("page.html"), folder.join("page.pdf"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(&page_file, page).unwrap();
    let printed = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("--print-to-pdf={}", sheet.display()))
        .arg(format!("file://{}", page_file.display()))
        .output()
        .unwrap();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let pdf = String::from_utf8_lossy(&fs::read(sheet).unwrap()).into_owned();
    Some(pdf.matches("/Type /Page").count() - pdf.matches("/Type /Pages").count())
}

/// Printed by a browser, where there is one, the page takes one sheet of paper.
#[test]
fn it_prints_on_one_sheet() {
    if let Some(sheets) = sheets("how-to-print", &page().1) {
        assert_eq!(sheets, 1, "the page takes {sheets} sheets");
    }
}
