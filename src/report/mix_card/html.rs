//! Cards as a page to print: each on an A6 sheet, the drawing of the picture form. Nothing in it is loaded from elsewhere.

use super::MixCard;
use super::pen::HATCHES;
use super::svg::{CARD, drawn, opening};
use std::fmt::Write;

/// On a screen the cards lie on a neutral grey, as everything beside which colours are judged.
const STYLE: &str = "
@page { size: A6; margin: 0 }
html { background: #c9c9c9 }
body { margin: 0; display: flex; flex-wrap: wrap; gap: 6mm; padding: 6mm }
section { width: 105mm; height: 148mm; background: #fff; break-after: page; overflow: hidden }
section:last-of-type { break-after: auto }
section svg { display: block; width: 100%; height: 100% }
.parts { position: absolute }
@media print {
html { background: none }
body { display: block; padding: 0 }
section svg { print-color-adjust: exact; -webkit-print-color-adjust: exact }
}
";

/// The cards as a page of HTML that is printed one to a sheet of A6.
///
/// ```
/// let page = healtone::report::mix_card::html(&[]);
/// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("size: A6"));
/// ```
#[must_use]
pub fn html(cards: &[MixCard]) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>Mix card</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n\
         <svg class=\"parts\" xmlns=\"http://www.w3.org/2000/svg\" width=\"0\" height=\"0\" aria-hidden=\"true\">{HATCHES}</svg>\n"
    );
    for card in cards {
        let _ = writeln!(out, "<section>{}\n{}</svg></section>", opening(CARD.0), drawn(card));
    }
    out.push_str("</body>\n</html>\n");
    out
}
