//! How to take the photo: one page of HTML with drawings, for a technician. Nothing in it is loaded from elsewhere.

mod parts;
mod scenes;
mod style;
mod words;

use super::markup::escaped;
use crate::consult::{HowToPhotograph, Trouble};
use scenes::{SCENES, Scene, Sign};
use std::fmt::Write;

/// The page, well-formed as XML too.
#[must_use]
pub fn how_to(facts: &HowToPhotograph) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>{title}</title>\n\
         <style>{style}</style>\n</head>\n<body>\n{parts}<header><h1>{title}</h1><p>{lead}</p></header>\n",
        title = words::TITLE,
        style = style::STYLE,
        parts = parts::definitions(&facts.patches),
        lead = words::LEAD,
    );
    for (i, ((title, text), scenes)) in words::steps(facts).iter().zip(&SCENES).enumerate() {
        let drawn: String = scenes.iter().map(figure).collect();
        let _ = writeln!(
            out,
            "<section><div><h2>{} {title}</h2><p>{}</p></div>\n<div class=\"scenes\">{drawn}</div></section>",
            i + 1,
            escaped(text)
        );
    }
    out.push_str(&troubles(facts));
    let (next, version) = (options_whole(&words::next(facts)), env!("CARGO_PKG_VERSION"));
    let _ = writeln!(out, "<footer><p>{next}</p><p>{} healtone {version}</p></footer>\n</body>\n</html>", words::FOOT);
    out
}

fn figure(scene: &Scene) -> String {
    let (sign, word) = match scene.sign {
        Sign::Yes => ("yes", "Yes"),
        Sign::No => ("no", "No"),
    };
    let (width, height) = parts::SCENE;
    format!(
        "\n<figure><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"{word}: {caption}\">{drawing}</svg>\n<figcaption><svg xmlns=\"http://www.w3.org/2000/svg\" \
         viewBox=\"-10 -10 20 20\" aria-hidden=\"true\"><use href=\"#{sign}\"/></svg><b>{word}:</b> {caption}</figcaption></figure>",
        caption = scene.caption,
        drawing = scene.drawing,
    )
}

/// What may still go wrong: refusals in two columns, under the second what no tool can see.
fn troubles(facts: &HowToPhotograph) -> String {
    let half = (facts.refusals.len() + facts.unseen.len()) / 2;
    let (first, second) = facts.refusals.split_at(half.min(facts.refusals.len()));
    format!(
        "<div class=\"tables\"><div><h2>6 If the photo is refused</h2>{}</div>\n<div><h2>Refused, continued</h2>{}\
         <h2>What you must see yourself</h2>{}</div></div>\n",
        table(first),
        table(second),
        table(&facts.unseen)
    )
}

fn table(rows: &[Trouble]) -> String {
    let mut out = String::from("<table>");
    for row in rows {
        let codes: String = row.codes.iter().map(|code| format!("<code>{code}</code>")).collect();
        let _ = write!(out, "\n<tr><th>{}{codes}</th><td>{}</td></tr>", escaped(&row.sign), options_whole(&row.remedy));
    }
    out.push_str("</table>");
    out
}

/// Text with the names of options kept on one line.
fn options_whole(text: &str) -> String {
    let word = |word: &str| {
        if word.starts_with("--") { format!("<span class=\"option\">{word}</span>") } else { word.to_owned() }
    };
    escaped(text).split(' ').map(word).collect::<Vec<_>>().join(" ")
}
